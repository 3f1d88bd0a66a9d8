import { prepareChars } from "./char-shingles";
import { FIRST, SECOND, lowbias32x4 } from "./lowbias32";
import { TILE_BYTES, firstUnit, shingleTile, wholeRow } from "./shingles";
import { splat } from "./vector";

/** What tells the draws of one shingle apart. */
const STEP: u32 = 0x9e3779b9;
/** Places in scratch: the hashes of a tile from 0, a word, what shingling needs. */
const SPOT: usize = (TILE_BYTES + 64) << 2;
const WORK: usize = SPOT + 64;

/** Projects rows `[first, last)`. */
export function projectRows(
  unit: u32,
  params: usize,
  offsets: usize,
  words: usize,
  sums: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const ngram = load<u32>(params, 4);
  const seed = load<u32>(params, 8);
  const dims = load<u32>(params, 12);
  const weight = load<i32>(params, 16);
  const work = scratch + WORK;
  const spot = scratch + SPOT;
  prepareChars(work);
  for (let row = first; row < last; row++) {
    const end = words + load<u32>(offsets + (row << 2), 4);
    const start = firstUnit(unit, words + load<u32>(offsets + (row << 2)), end);
    if (start == end) continue;
    const own = sums + ((row * dims) << 2);
    let total: u32 = 0;
    for (let from = start; from < end; from += TILE_BYTES) {
      const count = shingleTile(unit, start, from, end, ngram, seed, scratch, work);
      project(scratch, count, dims, weight, own, spot);
      total += count;
    }
    if (total == 0) {
      store<u32>(scratch, wholeRow(unit, start, end, seed));
      project(scratch, 1, dims, weight, own, spot);
    }
  }
}

/** Adds the four draws of each hash, all four at a time. */
function project(
  hashes: usize,
  count: u32,
  dims: u32,
  weight: i32,
  sums: usize,
  spot: usize,
): void {
  const steps = i32x4(STEP, 2 * STEP, 3 * STEP, 4 * STEP);
  const all = splat(dims, spot);
  const ones = splat(1, spot);
  const twice = splat(2 * weight, spot);
  const minus = splat(-weight, spot);
  const first = splat(FIRST, spot);
  const second = splat(SECOND, spot);
  for (let at = hashes; at < hashes + (count << 2); at += 4) {
    const drawn = lowbias32x4(i32x4.add(v128.load32_splat(at), steps), first, second);
    const places = i32x4.shl(i32x4.shr_u(i32x4.mul(i32x4.shr_u(drawn, 16), all), 16), 2);
    const signed = i32x4.add(i32x4.mul(v128.and(drawn, ones), twice), minus);
    const low = i64x2.extract_lane(places, 0);
    const high = i64x2.extract_lane(places, 1);
    add(sums + usize(u32(low)), i32x4.extract_lane(signed, 0));
    add(sums + usize(low >> 32), i32x4.extract_lane(signed, 1));
    add(sums + usize(u32(high)), i32x4.extract_lane(signed, 2));
    add(sums + usize(high >> 32), i32x4.extract_lane(signed, 3));
  }
}

function add(at: usize, value: i32): void {
  store<i32>(at, load<i32>(at) + value);
}
