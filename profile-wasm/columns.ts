import { countedValues, countRuns, countWhileRoom, newCounts, registerKeys } from "./shared/counts";
import { newExtremes, observeExtremes } from "./shared/extremes";
import { countSorted, countTimes, cover, newHistogram } from "./shared/histogram";
import { BLOCK } from "./shared/moments";
import { give, take } from "./shared/pages";
import { newSketch, sketchSorted, sketchWeighted } from "./shared/quantiles";
import { MOST, sortValues } from "./shared/sort";

export { first, grid, sumBlock, sumKind, sumsAt, taken } from "./shared/moments";
export { countTexts, newCounts, registerKeys } from "./shared/counts";
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
  /** Of the values that `atLeast` and `atGreatest` count. */
  countedLeast: f64;
  countedGreatest: f64;
  started: u32;
  /** Whether more values are distinct than are counted one by one. */
  many: u32;
  exactRoom: u32;
  exactSize: u32;
  exactMost: u32;
  exact: usize;
  sketch: usize;
  capacity: u32;
  counts: usize;
  extremes: usize;
  histogram: usize;
  /** Whether only the range, sums and quantiles are wanted. */
  brief: u32;
}

const sorted: usize = take(MOST * 8);
const weights: usize = take(MOST * 8);

/** `exactMost` values are kept as they are before a sketch takes them. */
export function newColumn(
  exactMost: u32,
  capacity: u32,
  slots: u32,
  precision: u32,
  brief: u32,
): usize {
  const column = changetype<Column>(take(offsetof<Column>()));
  column.least = Infinity;
  column.greatest = -Infinity;
  column.countedLeast = Infinity;
  column.countedGreatest = -Infinity;
  column.exactMost = exactMost;
  column.exactRoom = min(exactMost, 1024);
  column.exact = take(column.exactRoom << 3);
  column.capacity = capacity;
  column.brief = brief;
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

/** Doubles of floats of 32 bits, in place: from the end, since they take twice the room. */
export function fromSingles(values: usize, n: u32): void {
  let i = n;
  if (i & 1) {
    i--;
    store<f64>(values + (i << 3), <f64>load<f32>(values + (i << 2)));
  }
  while (i > 0) {
    i -= 2;
    const pair = v128.load64_zero(values + (i << 2));
    v128.store(values + (i << 3), f64x2.promote_low_f32x4(pair));
  }
}

/** Doubles of whole numbers of 32 bits, in place, from the end. */
export function fromWords(values: usize, n: u32, signed: bool): void {
  let i = n;
  if (i & 1) {
    i--;
    const word = load<u32>(values + (i << 2));
    store<f64>(values + (i << 3), signed ? <f64>(<i32>word) : <f64>word);
  }
  while (i > 0) {
    i -= 2;
    const pair = v128.load64_zero(values + (i << 2));
    const doubles = signed ? f64x2.convert_low_i32x4_s(pair) : f64x2.convert_low_i32x4_u(pair);
    v128.store(values + (i << 3), doubles);
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
 * Takes in what depends on the order of `n` values; `given` says that `positions` holds their rows
 * after `firstRow`. Values that are not finite are counted and dropped. Returns how many are finite;
 * those are to be counted next.
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
  let known = given;
  let count = n;
  if (!allFinite(values, n)) {
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

function allFinite(values: usize, n: u32): bool {
  let sum = f64x2.splat(0);
  const pairs = n & ~1;
  for (let i: u32 = 0; i < pairs; i += 2) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(values + (i << 3)), f64x2.splat(0)));
  }
  let all = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  if (pairs < n) all += load<f64>(values + (pairs << 3)) * 0;
  return all == 0;
}

function observeBlock(column: Column, values: usize, n: u32, rows: usize, firstRow: f64): void {
  const first = load<f64>(values) + 0;
  const before = column.started ? column.last : first;
  if (column.started == 0) column.opening = first;
  let rises: u32 = <u32>(first > before);
  let falls: u32 = <u32>(first < before);
  let lows = f64x2.splat(first);
  let highs = lows;
  let up = i64x2.splat(0);
  let down = up;
  let zero = up;
  let less = up;
  let i: u32 = 0;
  // Zero has no sign here, and one key: adding zero makes it so.
  for (; i + 2 < n; i += 2) {
    const cell = values + (i << 3);
    const x = f64x2.add(v128.load(cell), f64x2.splat(0));
    const next = v128.load(cell, 8);
    v128.store(cell, x);
    lows = f64x2.pmin(lows, x);
    highs = f64x2.pmax(highs, x);
    up = i64x2.sub(up, f64x2.gt(next, x));
    down = i64x2.sub(down, f64x2.lt(next, x));
    zero = i64x2.sub(zero, f64x2.eq(x, f64x2.splat(0)));
    less = i64x2.sub(less, f64x2.lt(x, f64x2.splat(0)));
  }
  let least = min(f64x2.extract_lane(lows, 0), f64x2.extract_lane(lows, 1));
  let greatest = max(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1));
  let zeros = sumOf(zero);
  let negatives = sumOf(less);
  rises += sumOf(up);
  falls += sumOf(down);
  for (; i < n; i++) {
    const x = load<f64>(values + (i << 3)) + 0;
    store<f64>(values + (i << 3), x);
    least = min(least, x);
    greatest = max(greatest, x);
    zeros += <u32>(x == 0);
    negatives += <u32>(x < 0);
    if (i + 1 == n) break;
    const next = load<f64>(values + (i << 3), 8);
    rises += <u32>(next > x);
    falls += <u32>(next < x);
  }
  column.zeros += zeros;
  column.negatives += negatives;
  column.rises += rises;
  column.falls += falls;
  column.repeats += <f64>(n - rises - falls - <u32>(column.started == 0));
  column.count += n;
  column.last = load<f64>(values + ((n - 1) << 3));
  column.started = 1;
  column.least = min(column.least, least);
  column.greatest = max(column.greatest, greatest);
  if (column.brief != 0) return;
  observeExtremes(column.extremes, values, n, least, greatest, rows, firstRow);
}

function sumOf(lanes: v128): u32 {
  return <u32>(i64x2.extract_lane(lanes, 0) + i64x2.extract_lane(lanes, 1));
}

/**
 * Counts values by what they are while there are few that are distinct. Returns how many were counted:
 * those behind them are for `sortMany`.
 */
export function countFew(at: usize, values: usize, n: u32): u32 {
  const column = changetype<Column>(at);
  keepExact(column, values, n);
  return column.many ? 0 : countWhileRoom(column.counts, values, n);
}

/** Puts what was counted of few values where that of many is. */
export function leaveFew(at: usize): void {
  const column = changetype<Column>(at);
  column.many = 1;
  if (column.brief == 0) registerKeys(column.counts);
  const n = countedValues(column.counts, sorted, weights);
  if (n == 0) return;
  cover(column.histogram, load<f64>(sorted), load<f64>(sorted + ((n - 1) << 3)));
  for (let i: u32 = 0; i < n; i++) {
    const times = load<u64>(weights + (i << 3));
    countTimes(column.histogram, load<f64>(sorted + (i << 3)), times);
  }
  column.countedLeast = load<f64>(sorted);
  column.atLeast = <f64>load<u64>(weights);
  column.countedGreatest = load<f64>(sorted + ((n - 1) << 3));
  column.atGreatest = <f64>load<u64>(weights + ((n - 1) << 3));
  if (column.exact == 0) sketchWeighted(newSketchOf(column), sorted, weights, n);
}

/** Takes in values of which many are distinct: in order of size all else is soon told. */
export function sortMany(at: usize, values: usize, n: u32): void {
  const column = changetype<Column>(at);
  if (column.brief != 0 && column.exact != 0) return;
  const order = ascending(values, n) ? values : sorted;
  if (order == sorted) sortChunk(values, n);
  if (column.brief == 0) {
    countRuns(column.counts, order, n);
    countSorted(column.histogram, order, n);
    countEnds(column, order, n);
  }
  if (column.exact == 0) sketchSorted(newSketchOf(column), order, n);
}

function ascending(values: usize, n: u32): bool {
  for (let i: u32 = 1; i < n; i++) {
    if (load<f64>(values + ((i - 1) << 3)) > load<f64>(values + (i << 3))) return false;
  }
  return true;
}

function sortChunk(values: usize, n: u32): void {
  let lows = v128.load64_splat(values);
  let highs = lows;
  for (let i: u32 = 0; i + 2 <= n; i += 2) {
    const x = v128.load(values + (i << 3));
    lows = f64x2.pmin(lows, x);
    highs = f64x2.pmax(highs, x);
  }
  const last = load<f64>(values + ((n - 1) << 3));
  const least = min(last, min(f64x2.extract_lane(lows, 0), f64x2.extract_lane(lows, 1)));
  const greatest = max(last, max(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1)));
  sortValues(values, n, sorted, least, greatest);
}

/** How many values are the least, and the greatest, of all that were sorted. */
function countEnds(column: Column, values: usize, n: u32): void {
  const least = load<f64>(values);
  if (least < column.countedLeast) {
    column.countedLeast = least;
    column.atLeast = 0;
  }
  if (least == column.countedLeast) {
    for (let i: u32 = 0; i < n && load<f64>(values + (i << 3)) == least; i++) column.atLeast++;
  }
  const greatest = load<f64>(values + ((n - 1) << 3));
  if (greatest > column.countedGreatest) {
    column.countedGreatest = greatest;
    column.atGreatest = 0;
  }
  if (greatest == column.countedGreatest) {
    for (let i = n; i > 0 && load<f64>(values + ((i - 1) << 3)) == greatest; i--) {
      column.atGreatest++;
    }
  }
}

function newSketchOf(column: Column): usize {
  if (column.sketch == 0) column.sketch = newSketch(column.capacity);
  return column.sketch;
}

/** Values as they are while they fit; beyond, a sketch has them, or the counts of few. */
function keepExact(column: Column, values: usize, n: u32): void {
  if (column.exact == 0) return;
  if (column.exactSize + n > column.exactMost) return dropExact(column);
  while (column.exactSize + n > column.exactRoom) growExact(column);
  memory.copy(column.exact + (column.exactSize << 3), values, n << 3);
  column.exactSize += n;
}

function growExact(column: Column): void {
  const room = column.exactRoom * 2;
  const exact = take(room << 3);
  memory.copy(exact, column.exact, column.exactSize << 3);
  give(column.exact, column.exactRoom << 3);
  column.exact = exact;
  column.exactRoom = room;
}

function dropExact(column: Column): void {
  for (let from: u32 = 0; column.many != 0 && from < column.exactSize; from += MOST) {
    const some = min(MOST, column.exactSize - from);
    sortChunk(column.exact + (from << 3), some);
    sketchSorted(newSketchOf(column), sorted, some);
  }
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
