import {
  integerError,
  integerWords,
  multiplyIntegers,
  packIntegers,
  product,
  restLengths,
  scaleOf,
  toIntegers,
} from "./shared/integer-products";
import { BLOCK, PANEL, SCRATCH_BYTES, TILE } from "./shared/products";

/** In scratch: the products of a block, and the lengths of what is left of rows and of columns. */
const ROW_RESTS: usize = 128;
const COLUMN_RESTS: usize = 144;
/** The rows of a block as integers, and columns laid out behind those. */
const ROWS: usize = 1024;
/** Words that are multiplied, at the least, before what is left is bounded. */
const LEAST_STEP: u32 = 48;
/** Tiles of columns that a block of rows meets in turn. */
const BAND: u32 = 4;

/**
 * Products of integers rule out nearly all pairs, most by their first part, as that of what is left
 * is at most the product of the lengths; the others are multiplied as they are. Groups go
 * through a band of columns row by row: its columns are laid out once, rows once for each band.
 */
export function run(
  params: usize,
  a: usize,
  b: usize,
  count: usize,
  left: usize,
  right: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const aRows = load<u32>(params);
  const bRows = load<u32>(params, 4);
  const dims = load<u32>(params, 8);
  const threshold: f64 = load<f32>(params, 12);
  const triangular = load<u32>(params, 20) != 0;
  const aTiles = (aRows + TILE - 1) / TILE;
  const bTiles = (bRows + TILE - 1) / TILE;
  const stride = (<usize>dims) << 2;
  const words = integerWords(dims);
  const panelBytes = (<usize>words * PANEL) << 2;
  const panels = scratch + ROWS + panelBytes;
  const held = PANEL * min(BAND * (TILE / PANEL), u32((SCRATCH_BYTES - ROWS) / panelBytes) - 1);
  const step = max(LEAST_STEP, ((words + 15) >> 4) << 2);
  const error = integerError(dims);
  let packedFrom: u32 = 0;
  let packedTo: u32 = 0;
  let scale: f32 = 0;
  for (let group = first; group < last;) {
    const band = group / (aTiles * BAND);
    const width = min(BAND, bTiles - band * BAND);
    const inBand = group - band * aTiles * BAND;
    const tiles = min(width - (inBand % width), last - group);
    const row = (inBand / width) * TILE;
    const rowEnd = min(aRows, row + TILE);
    const column = (band * BAND + (inBand % width)) * TILE;
    const columnEnd = min(bRows, column + tiles * TILE);
    group += tiles;
    if (triangular && row >= columnEnd) continue;
    for (let from = column; from < columnEnd; from += held) {
      const to = min(columnEnd, from + held);
      if (from < packedFrom || to > packedTo) {
        packedFrom = from;
        packedTo = min(min(bRows, (band + 1) * BAND * TILE), from + held);
        scale = scaleOf(b + from * stride, packedTo - from, dims);
        for (let at = from; at < packedTo; at += PANEL) {
          const panel = panels + ((at - from) / PANEL) * panelBytes;
          const columns = min(PANEL, packedTo - at);
          packIntegers(b + at * stride, columns, dims, scale, panel, scratch + ROWS);
          const rests = scratch + COLUMN_RESTS + (((at - from) / PANEL) << 4);
          restLengths(scratch + ROWS, columns, words, step, rests);
        }
      }
      for (let i = row; i < rowEnd; i += BLOCK) {
        if (triangular && i >= to) break;
        const rows = min(BLOCK, rowEnd - i);
        const own = scaleOf(a + i * stride, rows, dims);
        toIntegers(a + i * stride, rows, dims, own, scratch + ROWS);
        restLengths(scratch + ROWS, rows, words, step, scratch + ROW_RESTS);
        const known = own > 0 && scale > 0;
        const least = leastOf(threshold * own * scale, error, known);
        for (let at = from; at < to; at += PANEL) {
          if (triangular && i >= at + PANEL) continue;
          const place = (at - packedFrom) / PANEL;
          const rests = scratch + COLUMN_RESTS + (place << 4);
          if (!reaches(scratch, words, step, panels + place * panelBytes, rests, least)) continue;
          const columns = min(PANEL, to - at);
          collect(params, a, i, rows, b, at, columns, scratch, least, count, left, right);
        }
      }
    }
  }
}

/** The least product of integers that a pair can have which reaches the threshold. */
function leastOf(threshold: f64, error: f64, known: bool): i32 {
  if (!known) return i32.MIN_VALUE;
  return i32(max(f64(i32.MIN_VALUE), min(f64(i32.MAX_VALUE), floor(threshold - error) - 1)));
}

/** Whether a product of a block with a panel is at least that; then they are all there. */
function reaches(
  scratch: usize,
  words: u32,
  step: u32,
  panel: usize,
  rests: usize,
  least: i32,
): bool {
  for (let from: u32 = 0, part: usize = 4; from < words; from += step, part += 4) {
    const until = min(words, from + step);
    multiplyIntegers(scratch + ROWS, words, from, until, panel, scratch);
    let needed: f64 = least;
    if (until < words) {
      needed -= <f64>load<f32>(scratch + ROW_RESTS + part) * load<f32>(rests + part) * 1.000001 + 1;
    }
    if (!anyReaches(scratch, i32(max(f64(i32.MIN_VALUE), needed)))) return false;
  }
  return true;
}

function anyReaches(products: usize, least: i32): bool {
  let most = v128.load(products);
  most = i32x4.max_s(most, v128.load(products, 16));
  most = i32x4.max_s(most, v128.load(products, 32));
  most = i32x4.max_s(most, v128.load(products, 48));
  most = i32x4.max_s(most, v128.load(products, 64));
  most = i32x4.max_s(most, v128.load(products, 80));
  most = i32x4.max_s(most, v128.load(products, 96));
  most = i32x4.max_s(most, v128.load(products, 112));
  return v128.any_true(i32x4.ge_s(most, i32x4.splat(least)));
}

/** Appends the pairs of a block that reach the threshold. */
function collect(
  params: usize,
  a: usize,
  row: u32,
  rows: u32,
  b: usize,
  column: u32,
  columns: u32,
  products: usize,
  least: i32,
  count: usize,
  left: usize,
  right: usize,
): void {
  const stride = (<usize>load<u32>(params, 8)) << 2;
  const threshold = load<f32>(params, 12);
  const capacity = load<u32>(params, 16);
  const triangular = load<u32>(params, 20) != 0;
  for (let i: u32 = 0; i < rows; i++) {
    for (let j: u32 = 0; j < columns; j++) {
      if (load<i32>(products + (((i << 3) + j) << 2)) < least) continue;
      if (triangular && row + i >= column + j) continue;
      const exact = product(a + (row + i) * stride, b + (column + j) * stride, u32(stride >> 2));
      if (!(exact >= threshold)) continue;
      const at = atomic.add<u32>(count, 1);
      if (at >= capacity) continue;
      store<u32>(left + (at << 2), row + i);
      store<u32>(right + (at << 2), column + j);
    }
  }
}
