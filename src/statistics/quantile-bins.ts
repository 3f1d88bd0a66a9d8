/** Quantiles that bins are cut at. */
const BINS = 10;

/**
 * Upper edges of bins, all but the last, that hold equal shares of an ascending sample. A value that
 * fills whole bins alone gets a bin for itself, so that leaving it for either side shows.
 */
export function quantileEdges(quantile: (q: number) => number): Float64Array {
  const cuts = Array.from({ length: BINS + 1 }, (_, i) => quantile(i / BINS));
  const edges = new Set<number>();
  for (let i = 0; i <= BINS; i++) {
    const cut = cuts[i]!;
    if (i > 0 && i < BINS) edges.add(cut);
    if (i > 0 && cuts[i - 1] === cut) {
      edges.add(cut);
      edges.add(before(cut));
    }
  }
  return Float64Array.from(edges).sort();
}

/** Counts of an ascending sample in the bins. */
export function binCounts(sorted: Float64Array, edges: Float64Array): number[] {
  const ends = Array.from(edges, (edge) => countUpTo(sorted, edge));
  return [...ends, sorted.length].map((end, i) => end - (i === 0 ? 0 : ends[i - 1]!));
}

/** How many values of an ascending sample are no more than `value`. */
export function countUpTo(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The quantile of an ascending sample, interpolated between neighbours. */
export function quantileOf(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const a = sorted[low]!;
  const b = sorted[Math.min(low + 1, sorted.length - 1)]!;
  // The same at both ends, and never between values that are equal.
  return a === b ? a : a + (b - a) * (at - low);
}

/** The greatest double below one that is finite. */
function before(value: number): number {
  const double = Float64Array.of(value === 0 ? -0 : value);
  const bits = new BigInt64Array(double.buffer);
  if (value > 0) bits[0]!--;
  else if (value < 0) bits[0]!++;
  else return -Number.MIN_VALUE;
  return double[0]!;
}
