import {
  LONGEST,
  integerError,
  integerWords,
  multiplyIntegers,
  packIntegers,
  product,
  scaleOf,
  toIntegers,
} from "./shared/integer-products";
import { BLOCK, PANEL, SCRATCH_BYTES, TILE } from "./shared/products";

/** Columns that are laid out at a time, at most. */
const COLUMNS: u32 = 1024;
/** In scratch, behind the products of a block with a panel: its scores of those columns. */
const SCORES: usize = 128;
const SCORE_BYTES: usize = (<usize>COLUMNS) << 2;
/** The rows of the block as integers, and the columns behind them. */
const ROWS: usize = SCORES + SCORE_BYTES * BLOCK;

/**
 * Products of integers bound the scores and rule out most columns; the others are multiplied as
 * they are. Columns are laid out once for all rows of `[first, last)`.
 */
export function run(
  params: usize,
  a: usize,
  b: usize,
  bias: usize,
  scores: usize,
  indices: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const aRows = load<u32>(params);
  const bRows = load<u32>(params, 4);
  const dims = load<u32>(params, 8);
  const k = load<u32>(params, 12);
  const firstColumn = load<u32>(params, 16);
  const stride = (<usize>dims) << 2;
  const start = first * TILE;
  const end = min(aRows, last * TILE);
  if (firstColumn == 0) {
    for (let at = start * k; at < end * k; at++) {
      store<f32>(scores + (at << 2), -f32.MAX_VALUE);
      store<u32>(indices + (at << 2), u32.MAX_VALUE);
    }
  }
  const words = integerWords(dims);
  const panelBytes = (<usize>words * PANEL) << 2;
  const panels = scratch + ROWS + panelBytes;
  const held = PANEL * min(COLUMNS / PANEL, u32((SCRATCH_BYTES - ROWS) / panelBytes) - 1);
  for (let from: u32 = 0; from < bRows; from += held) {
    const columns = min(held, bRows - from);
    const scale = scaleOf(b + from * stride, columns, dims);
    for (let at: u32 = 0; at < columns; at += PANEL) {
      const rows = b + (from + at) * stride;
      const panel = panels + (at / PANEL) * panelBytes;
      packIntegers(rows, min(PANEL, columns - at), dims, scale, panel, scratch + ROWS);
    }
    const most = largest(bias + (from << 2), columns);
    for (let row = start; row < end; row += BLOCK) {
      const count = min(BLOCK, end - row);
      const own = scaleOf(a + row * stride, count, dims);
      toIntegers(a + row * stride, count, dims, own, scratch + ROWS);
      const unit = 1 / (<f64>own * scale);
      const rounding = f64(dims + 16) * 2.4e-7 * (LONGEST * LONGEST * unit + most);
      const error = integerError(dims) * unit + rounding;
      for (let at: u32 = 0; at < columns; at += PANEL) {
        const panel = panels + (at / PANEL) * panelBytes;
        multiplyIntegers(scratch + ROWS, words, 0, words, panel, scratch);
        toScores(scratch, at, f32(unit), bias + ((from + at) << 2));
      }
      for (let i: u32 = 0; i < count; i++) {
        const list = ((row + i) * k) << 2;
        const own = scratch + SCORES + i * SCORE_BYTES;
        for (let at = columns; at & (PANEL - 1); at++) store<f32>(own + (at << 2), -f32.MAX_VALUE);
        const worst = load<f32>(scores + list + ((k - 1) << 2));
        let least = max(lowerBound(own, columns, k) - 2.1 * error, worst - 1.1 * error);
        // Where a number is not finite, or far from the others, nothing is ruled out.
        if (!(error <= f32.MAX_VALUE)) {
          memory.fill(own, 0, columns << 2);
          least = -f32.MAX_VALUE;
        }
        for (let at: u32 = 0; at < columns; at += 4) {
          const scored = v128.load(own + (at << 2));
          let open = i32x4.bitmask(f32x4.ge(scored, f32x4.splat(f32(least))));
          for (; open != 0; open &= open - 1) {
            const column = at + ctz(open);
            if (column >= columns) break;
            const exact = product(a + (row + i) * stride, b + (from + column) * stride, dims);
            const score = exact + load<f32>(bias + ((from + column) << 2));
            insert(score, firstColumn + from + column, k, scores + list, indices + list);
          }
        }
      }
    }
  }
}

/** The largest of some numbers, whatever their signs. */
function largest(numbers: usize, count: u32): f64 {
  let most: f32 = 0;
  for (let i: u32 = 0; i < count; i++) most = max(most, abs(load<f32>(numbers + (i << 2))));
  return most;
}

/** Makes scores of the products of a block with the panel of the column `at`. */
function toScores(scratch: usize, at: u32, unit: f32, bias: usize): void {
  const factor = f32x4.splat(unit);
  const low = v128.load(bias);
  const high = v128.load(bias, 16);
  let to = scratch + SCORES + (at << 2);
  for (let from = scratch; from < scratch + SCORES; from += 32, to += SCORE_BYTES) {
    const left = f32x4.convert_i32x4_s(v128.load(from));
    const right = f32x4.convert_i32x4_s(v128.load(from, 16));
    v128.store(to, f32x4.add(f32x4.mul(left, factor), low));
    v128.store(to, f32x4.add(f32x4.mul(right, factor), high), 16);
  }
}

/** A number that at least `k` of the scores reach: the greatest of eight columns apart tell. */
function lowerBound(scores: usize, columns: u32, k: u32): f32 {
  const none = f32x4.splat(-f32.MAX_VALUE);
  if (k > PANEL) return -f32.MAX_VALUE;
  let low = none;
  let high = none;
  for (let at: u32 = 0; at < columns; at += PANEL) {
    low = f32x4.pmax(low, v128.load(scores + (at << 2)));
    high = f32x4.pmax(high, v128.load(scores + (at << 2), 16));
  }
  for (let left = k; left > 1; left--) {
    const best = greatest(low, high);
    low = v128.bitselect(none, low, f32x4.eq(low, best));
    high = v128.bitselect(none, high, f32x4.eq(high, best));
  }
  return f32x4.extract_lane(greatest(low, high), 0);
}

/** The greatest of eight numbers, four times. */
function greatest(low: v128, high: v128): v128 {
  let best = f32x4.pmax(low, high);
  best = f32x4.pmax(best, v128.shuffle<f32>(best, best, 2, 3, 0, 1));
  return f32x4.pmax(best, v128.shuffle<f32>(best, best, 1, 0, 3, 2));
}

/** Puts a score that is among the best so far into the list. */
function insert(score: f32, column: u32, k: u32, scores: usize, indices: usize): void {
  let at = (k - 1) << 2;
  if (!(score > load<f32>(scores + at))) return;
  for (; at > 0 && score > load<f32>(scores + at - 4); at -= 4) {
    store<f32>(scores + at, load<f32>(scores + at - 4));
    store<u32>(indices + at, load<u32>(indices + at - 4));
  }
  store<f32>(scores + at, score);
  store<u32>(indices + at, column);
}
