import type { Counted } from "./counted.ts";

/**
 * Counts by bins of one width, a power of two, that start at its multiples: bin `i` is
 * `[(base + i) * 2 ** width, (base + i + 1) * 2 ** width)`. No width where all values are equal.
 */
export interface Histogram {
  readonly width: number | undefined;
  readonly base: number;
  readonly counts: readonly number[];
  readonly least: number;
  readonly greatest: number;
}

/** Bins, at most. */
export const MOST_BINS = 128;

/** Counts in bins of values that came so often, in order. */
export function countedHistogram({ values, times }: Counted): Histogram {
  const [least = Number.POSITIVE_INFINITY] = values;
  const greatest = values.at(-1) ?? Number.NEGATIVE_INFINITY;
  if (values.length < 2) {
    return { width: undefined, base: 0, counts: [...times], least, greatest };
  }
  const width = widthFor(least, greatest, narrowest(least, greatest));
  const base = binOf(least, width);
  const counts = Array<number>(binOf(greatest, width) - base + 1).fill(0);
  values.forEach((value, i) => (counts[binOf(value, width) - base]! += times[i]!));
  return { width, base, counts, least, greatest };
}

/** The least width of at least `from` whose bins over the range are not too many. */
function widthFor(least: number, greatest: number, from: number): number {
  let width = Math.max(from, exponentOf(Math.max(Math.abs(least), Math.abs(greatest))) - 52);
  while (binOf(greatest, width) - binOf(least, width) >= MOST_BINS) width++;
  return width;
}

/** Counts in the bins that the range of both needs. */
export function mergeHistograms(a: Histogram, b: Histogram): Histogram {
  if (a.counts.length === 0) return b;
  if (b.counts.length === 0) return a;
  const least = Math.min(a.least, b.least);
  const greatest = Math.max(a.greatest, b.greatest);
  if (least === greatest) return { ...a, counts: [a.counts[0]! + b.counts[0]!] };
  const own =
    a.width === undefined && b.width === undefined
      ? narrowest(least, greatest)
      : Math.max(a.width ?? -2000, b.width ?? -2000);
  const width = widthFor(least, greatest, own);
  const base = binOf(least, width);
  const counts = Array<number>(binOf(greatest, width) - base + 1).fill(0);
  for (const each of [a, b]) {
    each.counts.forEach((count, i) => {
      const bin =
        each.width === undefined
          ? binOf(each.least, width)
          : floorOf((each.base + i) * 2 ** (each.width - width), each.base + i);
      counts[bin - base]! += count;
    });
  }
  return { width, base, counts, least, greatest };
}

function binOf(value: number, width: number): number {
  const down = Math.floor(-width / 2);
  return floorOf(value * 2 ** down * 2 ** (-width - down), value);
}

/** A negative value is below bin 0 even where its scaled form is too small for a double. */
function floorOf(scaled: number, value: number): number {
  const bin = Math.floor(scaled);
  return bin === 0 && value < 0 ? -1 : bin;
}

function narrowest(least: number, greatest: number): number {
  const range = greatest / MOST_BINS - least / MOST_BINS;
  return Math.max(-1060, exponentOf(range) - 1);
}

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** No bin is narrower than doubles lie apart, so that edges are doubles. */
function exponentOf(value: number): number {
  double[0] = value;
  return ((halves[1]! >> 20) & 0x7ff) - 1023;
}

/** Edges, one more than bins. A single value is in a bin of no width. */
export function binned({ width, base, counts, least }: Histogram): {
  edges: number[];
  counts: number[];
} {
  if (counts.length === 0) return { edges: [], counts: [] };
  const edges =
    width === undefined
      ? [least, least]
      : Array.from({ length: counts.length + 1 }, (_, i) => (base + i) * 2 ** width);
  return { edges, counts: [...counts] };
}
