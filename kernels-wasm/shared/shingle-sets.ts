import { prepareChars } from "./char-shingles";
import { TILE_BYTES, firstUnit, shingleTile, wholeRow } from "./shingles";
import { SORT_ROOM, sortWords, unique } from "./sort";

/** Places in scratch: the hashes of a tile from 0, what shingling needs, what sorting needs. */
const WORK: usize = (TILE_BYTES + 64) << 2;
const AUX: usize = WORK + 102400;
const COUNTERS: usize = AUX + (SORT_ROOM << 2);

/** Builds the sets of rows `[first, last)`. */
export function buildSets(
  unit: u32,
  params: usize,
  offsets: usize,
  words: usize,
  setStarts: usize,
  hashes: usize,
  counts: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const ngram = load<u32>(params, 4);
  const seed = load<u32>(params, 8);
  const work = scratch + WORK;
  prepareChars(work);
  for (let row = first; row < last; row++) {
    const end = words + load<u32>(offsets + (row << 2), 4);
    const start = firstUnit(unit, words + load<u32>(offsets + (row << 2)), end);
    const set = hashes + (load<u32>(setStarts + (row << 2)) << 2);
    let total: u32 = 0;
    for (let from = start; from < end; from += TILE_BYTES) {
      const count = shingleTile(unit, start, from, end, ngram, seed, scratch, work);
      memory.copy(set + (total << 2), scratch, count << 2);
      total += count;
    }
    if (total == 0 && start < end) {
      store<u32>(set, wholeRow(unit, start, end, seed));
      total = 1;
    }
    sortWords(set, total, scratch + COUNTERS, scratch + AUX);
    const size = unique(set, total);
    memory.fill(set + (size << 2), 0xff, (total - size) << 2);
    store<u32>(counts + (row << 2), size);
  }
}
