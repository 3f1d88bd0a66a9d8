import { take } from "./pages";

/** The least and the greatest values with their rows, `KEEP` of each, as heaps with the next to go first. */
const KEEP: u32 = 32;

@unmanaged
class Extremes {
  low: u32;
  high: u32;
  lowValues: usize;
  highValues: usize;
  lowRows: usize;
  highRows: usize;
}

export function newExtremes(): usize {
  const extremes = changetype<Extremes>(take(offsetof<Extremes>()));
  extremes.lowValues = take(KEEP * 8);
  extremes.highValues = take(KEEP * 8);
  extremes.lowRows = take(KEEP * 8);
  extremes.highRows = take(KEEP * 8);
  return changetype<usize>(extremes);
}

/** Values of equal rank go by their rows, the earlier ones stay. */
function before(x: f64, row: f64, y: f64, other: f64): bool {
  return x < y || (x == y && row < other);
}

/** `sign` is -1 for the greatest: they are the least of the negated values. */
function offer(values: usize, rows: usize, size: u32, value: f64, row: f64): u32 {
  if (size < KEEP) {
    let i = size;
    while (i > 0) {
      const up = (i - 1) >> 1;
      const x = load<f64>(values + (up << 3));
      const r = load<f64>(rows + (up << 3));
      if (!before(x, r, value, row)) break;
      store<f64>(values + (i << 3), x);
      store<f64>(rows + (i << 3), r);
      i = up;
    }
    store<f64>(values + (i << 3), value);
    store<f64>(rows + (i << 3), row);
    return size + 1;
  }
  if (!before(value, row, load<f64>(values), load<f64>(rows))) return size;
  let i: u32 = 0;
  for (;;) {
    let down: u32 = 2 * i + 1;
    if (down >= KEEP) break;
    let x = load<f64>(values + (down << 3));
    let r = load<f64>(rows + (down << 3));
    if (down + 1 < KEEP) {
      const y = load<f64>(values + ((down + 1) << 3));
      const q = load<f64>(rows + ((down + 1) << 3));
      if (before(x, r, y, q)) {
        down++;
        x = y;
        r = q;
      }
    }
    if (!before(value, row, x, r)) break;
    store<f64>(values + (i << 3), x);
    store<f64>(rows + (i << 3), r);
    i = down;
  }
  store<f64>(values + (i << 3), value);
  store<f64>(rows + (i << 3), row);
  return size;
}

function offerLow(at: usize, value: f64, row: f64): void {
  const extremes = changetype<Extremes>(at);
  extremes.low = offer(extremes.lowValues, extremes.lowRows, extremes.low, value, row);
}

function offerHigh(at: usize, value: f64, row: f64): void {
  const extremes = changetype<Extremes>(at);
  extremes.high = offer(extremes.highValues, extremes.highRows, extremes.high, -value, row);
}

/**
 * `positions` are the rows of the values after `firstRow`, or 0 where each value is the next row. Rows
 * come in order, so that of equal values those that are kept stay.
 */
export function observeExtremes(
  at: usize,
  values: usize,
  n: u32,
  least: f64,
  greatest: f64,
  positions: usize,
  firstRow: f64,
): void {
  const extremes = changetype<Extremes>(at);
  const rising = load<f64>(values + ((n - 1) << 3)) > load<f64>(values);
  if (extremes.low < KEEP || least < load<f64>(extremes.lowValues)) {
    for (let j: u32 = 0; j < n; j++) {
      const i = rising ? j : n - 1 - j;
      const value = load<f64>(values + (i << 3));
      if (extremes.low == KEEP && value > load<f64>(extremes.lowValues)) continue;
      offerLow(at, value, firstRow + <f64>(positions == 0 ? i : load<u32>(positions + (i << 2))));
    }
  }
  if (extremes.high < KEEP || greatest > -load<f64>(extremes.highValues)) {
    for (let j: u32 = 0; j < n; j++) {
      const i = rising ? n - 1 - j : j;
      const value = load<f64>(values + (i << 3));
      if (extremes.high == KEEP && value < -load<f64>(extremes.highValues)) continue;
      offerHigh(at, value, firstRow + <f64>(positions == 0 ? i : load<u32>(positions + (i << 2))));
    }
  }
}
