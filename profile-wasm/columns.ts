import { countKeys, newCounts } from "./shared/counts";
import { newExtremes, observeExtremes } from "./shared/extremes";
import { newHistogram, observeHistogram } from "./shared/histogram";
import { BLOCK } from "./shared/moments";
import { give, take } from "./shared/pages";
import { newSketch, sketchValues } from "./shared/quantiles";

export { first, grid, sumBlock, sumKind, sumsAt, taken } from "./shared/moments";
export { countKeys, freeCounts, newCounts } from "./shared/counts";
export { freeSketch } from "./shared/quantiles";
export { give, take } from "./shared/pages";
export {
  alphanumerics,
  characters,
  clearTexts,
  lines,
  repeatedLines,
  scanTexts,
  scriptsAt,
} from "./shared/texts";

/** What is kept of a column of numbers; the host reads it, field by field. */
@unmanaged
class Column {
  count: f64;
  nans: f64;
  above: f64;
  below: f64;
  zeros: f64;
  negatives: f64;
  least: f64;
  greatest: f64;
  atLeast: f64;
  atGreatest: f64;
  rises: f64;
  falls: f64;
  repeats: f64;
  opening: f64;
  last: f64;
  started: u32;
  exactRoom: u32;
  exactSize: u32;
  exactMost: u32;
  exact: usize;
  sketch: usize;
  capacity: u32;
  counts: usize;
  extremes: usize;
  histogram: usize;
}

/** `exactMost` values are kept as they are before a sketch takes them. */
export function newColumn(exactMost: u32, capacity: u32, slots: u32, precision: u32): usize {
  const column = changetype<Column>(take(offsetof<Column>()));
  column.least = Infinity;
  column.greatest = -Infinity;
  column.exactMost = exactMost;
  column.exactRoom = min(exactMost, 1024);
  column.exact = take(column.exactRoom << 3);
  column.capacity = capacity;
  column.counts = newCounts(slots, precision, false);
  column.extremes = newExtremes();
  column.histogram = newHistogram();
  return changetype<usize>(column);
}

/** Keeps the values whose bit is set, and where they were. Returns how many those are. */
export function keepValid(values: usize, n: u32, bits: usize, positions: usize): u32 {
  let kept: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const x = load<f64>(values + (i << 3));
    store<f64>(values + (kept << 3), x);
    store<u32>(positions + (kept << 2), i);
    kept += (load<u8>(bits + (i >> 3)) >> <u8>(i & 7)) & 1;
  }
  return kept;
}

/** Doubles of whole numbers of 64 bits, in place. */
export function fromWhole(values: usize, n: u32, signed: bool): void {
  for (let i: u32 = 0; i < n; i++) {
    const cell = values + (i << 3);
    store<f64>(cell, signed ? <f64>load<i64>(cell) : <f64>load<u64>(cell));
  }
}

/** Drops values that are no finite numbers, counting them, and keeps the rows of the others. */
function keepFinite(column: Column, values: usize, n: u32, positions: usize, given: bool): u32 {
  let kept: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const x = load<f64>(values + (i << 3));
    if (x - x != 0) {
      if (x != x) column.nans++;
      else if (x > 0) column.above++;
      else column.below++;
      continue;
    }
    store<f64>(values + (kept << 3), x);
    const row = given ? load<u32>(positions + (i << 2)) : i;
    store<u32>(positions + (kept << 2), row);
    kept++;
  }
  return kept;
}

/**
 * Takes in all but the moments of `n` values; `given` says that `positions` holds their rows after
 * `firstRow`. Values that are not finite are counted and dropped. Returns how many are finite.
 */
export function observe(
  at: usize,
  values: usize,
  n: u32,
  positions: usize,
  given: bool,
  firstRow: f64,
): u32 {
  const column = changetype<Column>(at);
  let finite: f64 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const x = load<f64>(values + (i << 3));
    finite += x - x;
  }
  let known = given;
  let count = n;
  if (finite != 0) {
    count = keepFinite(column, values, n, positions, given);
    known = true;
  }
  for (let from: u32 = 0; from < count; from += BLOCK) {
    const some = min(BLOCK, count - from);
    const rows = known ? positions + (from << 2) : 0;
    observeBlock(column, values + (from << 3), some, rows, known ? firstRow : firstRow + <f64>from);
  }
  return count;
}

function observeBlock(column: Column, values: usize, n: u32, rows: usize, firstRow: f64): void {
  let least = load<f64>(values);
  let greatest = least;
  let zeros: u32 = 0;
  let negatives: u32 = 0;
  let rises: u32 = 0;
  let falls: u32 = 0;
  if (column.started == 0) column.opening = least + 0;
  let before = column.started ? column.last : least;
  for (let i: u32 = 0; i < n; i++) {
    const x = load<f64>(values + (i << 3));
    least = x < least ? x : least;
    greatest = x > greatest ? x : greatest;
    zeros += <u32>(x == 0);
    negatives += <u32>(x < 0);
    rises += <u32>(x > before);
    falls += <u32>(x < before);
    before = x;
  }
  // Zero has no sign here, and one key.
  least += 0;
  greatest += 0;
  column.zeros += zeros;
  column.negatives += negatives;
  column.rises += rises;
  column.falls += falls;
  column.repeats += <f64>(n - rises - falls - <u32>(column.started == 0));
  column.count += n;
  column.last = before + 0;
  column.started = 1;
  countEnds(column, values, n, least, greatest);
  if (zeros > 0) {
    for (let i: u32 = 0; i < n; i++) {
      const cell = values + (i << 3);
      store<f64>(cell, load<f64>(cell) + 0);
    }
  }
  countKeys(column.counts, values, n, 0, 0);
  observeExtremes(column.extremes, values, n, least, greatest, rows, firstRow);
  observeHistogram(column.histogram, values, n, least, greatest);
  keepValues(column, values, n);
}

function countEnds(column: Column, values: usize, n: u32, least: f64, greatest: f64): void {
  if (least < column.least) {
    column.least = least;
    column.atLeast = 0;
  }
  if (greatest > column.greatest) {
    column.greatest = greatest;
    column.atGreatest = 0;
  }
  if (least != column.least && greatest != column.greatest) return;
  let low: u32 = 0;
  let high: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const x = load<f64>(values + (i << 3));
    low += <u32>(x == column.least);
    high += <u32>(x == column.greatest);
  }
  column.atLeast += low;
  column.atGreatest += high;
}

/** Values as they are while they fit, else a sketch of them. */
function keepValues(column: Column, values: usize, n: u32): void {
  if (column.sketch == 0 && column.exactSize + n <= column.exactMost) {
    while (column.exactSize + n > column.exactRoom) growExact(column);
    memory.copy(column.exact + (column.exactSize << 3), values, n << 3);
    column.exactSize += n;
    return;
  }
  toSketch(changetype<usize>(column));
  sketchValues(column.sketch, values, n);
}

function growExact(column: Column): void {
  const room = column.exactRoom * 2;
  const exact = take(room << 3);
  memory.copy(exact, column.exact, column.exactSize << 3);
  give(column.exact, column.exactRoom << 3);
  column.exact = exact;
  column.exactRoom = room;
}

/** Gives the values that were kept as they are to a sketch. */
function toSketch(at: usize): void {
  const column = changetype<Column>(at);
  if (column.sketch != 0) return;
  column.sketch = newSketch(column.capacity);
  sketchValues(column.sketch, column.exact, column.exactSize);
  give(column.exact, column.exactRoom << 3);
  column.exact = 0;
  column.exactSize = 0;
}

/** The sum of the products of `n` differences, from `a` and from `b`. */
export function sumProducts(x: usize, y: usize, n: u32, a: f64, b: f64): f64 {
  const from = f64x2.splat(a);
  const other = f64x2.splat(b);
  let s = f64x2.splat(0);
  let t = f64x2.splat(0);
  let i: u32 = 0;
  for (; i + 4 <= n; i += 4) {
    const at = i << 3;
    s = f64x2.add(
      s,
      f64x2.mul(f64x2.sub(v128.load(x + at), from), f64x2.sub(v128.load(y + at), other)),
    );
    t = f64x2.add(
      t,
      f64x2.mul(f64x2.sub(v128.load(x + at, 16), from), f64x2.sub(v128.load(y + at, 16), other)),
    );
  }
  s = f64x2.add(s, t);
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; i < n; i++) sum += (load<f64>(x + (i << 3)) - a) * (load<f64>(y + (i << 3)) - b);
  return sum;
}
