import { take } from "./pages";

/**
 * Counts by bins of width `2 ** width`, which start at whole multiples of it: the least width whose
 * bins from the least to the greatest value are at most `BINS`. So the bins depend on the range alone.
 */
export const BINS: u32 = 128;

@unmanaged
export class Histogram {
  /** Exponent of the width; `NONE` while all values are equal. */
  width: i32;
  bins: u32;
  /** The first bin starts at `base` widths. */
  base: f64;
  least: f64;
  greatest: f64;
  count: f64;
  counts: usize;
}

const NONE: i32 = -2000;
const moved: usize = take(BINS * 8);

export function newHistogram(): usize {
  const histogram = changetype<Histogram>(take(offsetof<Histogram>()));
  histogram.width = NONE;
  histogram.counts = take(BINS * 8);
  return changetype<usize>(histogram);
}

function power(exponent: i32): f64 {
  if (exponent > 1023) return Infinity;
  if (exponent >= -1022) return reinterpret<f64>((<u64>(exponent + 1023)) << 52);
  return reinterpret<f64>((<u64>1) << (<u64>(exponent + 1074)));
}

/** The bin of a value, counted from 0. Two steps, since one factor would not do for all widths. */
function binOf(value: f64, down: f64, rest: f64): f64 {
  return floorOf(value * down * rest, value);
}

/** A negative value is below bin 0 even where its scaled form is too small for a double. */
function floorOf(scaled: f64, value: f64): f64 {
  const bin = Math.floor(scaled);
  return bin == 0 && value < 0 ? -1 : bin;
}

function halfUp(exponent: i32): i32 {
  return -exponent >> 1;
}

/** Widens to hold `[least, greatest]`; what was counted is counted the same. */
export function cover(at: usize, least: f64, greatest: f64): void {
  const histogram = changetype<Histogram>(at);
  const had = histogram.count;
  const low = had > 0 ? min(least, histogram.least) : least;
  const high = had > 0 ? max(greatest, histogram.greatest) : greatest;
  const old = histogram.width;
  if (low == high) {
    histogram.least = low;
    histogram.greatest = high;
    return;
  }
  let width = max(
    old != NONE ? old : narrowest(low, high),
    exponentOf(max(abs(low), abs(high))) - 52,
  );
  while (spanOf(low, high, width) > <f64>BINS) width++;
  const down = power(halfUp(width));
  const rest = power(-width - halfUp(width));
  const base = binOf(low, down, rest);
  if (old == NONE) {
    if (had > 0) {
      store<u64>(
        histogram.counts + ((<usize>(binOf(histogram.least, down, rest) - base)) << 3),
        <u64>had,
      );
      if (binOf(histogram.least, down, rest) != base) store<u64>(histogram.counts, 0);
    }
  } else if (width != old || base != histogram.base) {
    memory.copy(moved, histogram.counts, BINS * 8);
    memory.fill(histogram.counts, 0, BINS * 8);
    const shrink = power(old - width);
    for (let i: u32 = 0; i < histogram.bins; i++) {
      const to = <usize>(
        (floorOf((histogram.base + <f64>i) * shrink, histogram.base + <f64>i) - base)
      );
      const cell = histogram.counts + (to << 3);
      store<u64>(cell, load<u64>(cell) + load<u64>(moved + (i << 3)));
    }
  }
  histogram.width = width;
  histogram.base = base;
  histogram.bins = <u32>(binOf(high, down, rest) - base) + 1;
  histogram.least = low;
  histogram.greatest = high;
}

function spanOf(low: f64, high: f64, width: i32): f64 {
  const down = power(halfUp(width));
  const rest = power(-width - halfUp(width));
  return binOf(high, down, rest) - binOf(low, down, rest) + 1;
}

/** A width that is surely too narrow, or the narrowest there may be. */
function narrowest(low: f64, high: f64): i32 {
  const range = high / <f64>BINS - low / <f64>BINS;
  return max(-1060, exponentOf(range) - 1);
}

/** No bin is narrower than doubles lie apart, so that edges are doubles. */
function exponentOf(value: f64): i32 {
  return <i32>((reinterpret<u64>(value) >> 52) & 0x7ff) - 1023;
}

/** Counts sorted values. */
export function countSorted(at: usize, values: usize, n: u32): void {
  cover(at, load<f64>(values), load<f64>(values + ((n - 1) << 3)));
  const histogram = changetype<Histogram>(at);
  let from: u32 = 0;
  while (from < n) {
    const bin = placeOf(histogram, load<f64>(values + (from << 3)));
    let to = n;
    let low = from + 1;
    while (low < to) {
      const middle = (low + to) >> 1;
      if (placeOf(histogram, load<f64>(values + (middle << 3))) == bin) low = middle + 1;
      else to = middle;
    }
    add(histogram, bin, to - from);
    from = to;
  }
}

/** Counts a value `times` times, within the range that is covered. */
export function countTimes(at: usize, value: f64, times: u64): void {
  const histogram = changetype<Histogram>(at);
  add(histogram, placeOf(histogram, value), times);
}

function placeOf(histogram: Histogram, value: f64): u32 {
  if (histogram.width == NONE) return 0;
  const down = power(halfUp(histogram.width));
  const rest = power(-histogram.width - halfUp(histogram.width));
  return <u32>(<i32>(binOf(value, down, rest) - histogram.base));
}

function add(histogram: Histogram, bin: u32, times: u64): void {
  const cell = histogram.counts + ((<usize>bin) << 3);
  store<u64>(cell, load<u64>(cell) + times);
  histogram.count += <f64>times;
}
