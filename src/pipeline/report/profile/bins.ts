import type { NumberProfile } from "../../../profile/number-profile.ts";

/** Bins of one width, as shares of the values. */
export interface Bins {
  readonly edges: readonly number[];
  readonly shares: readonly number[];
}

/** The bins of a histogram joined to at most `most`; nothing where there is no range. */
export function joinedBins(
  { histogram, count }: Pick<NumberProfile, "histogram" | "count">,
  most: number,
): Bins {
  let { edges, counts } = histogram;
  while (counts.length > most) [edges, counts] = joined(edges, counts);
  return { edges, shares: counts.map((each) => each / Math.max(1, count)) };
}

/** Pairs of bins that begin at an even multiple of their width, as a histogram of that width has them. */
function joined(edges: readonly number[], counts: readonly number[]): [number[], number[]] {
  const width = edges[1]! - edges[0]!;
  const first = Math.round(edges[0]! / width);
  const before = Math.abs(first % 2);
  const size = Math.ceil((counts.length + before) / 2);
  const sums = Array<number>(size).fill(0);
  counts.forEach((each, i) => (sums[(i + before) >> 1]! += each));
  const start = edges[0]! - before * width;
  return [Array.from({ length: size + 1 }, (_, i) => start + 2 * i * width), sums];
}

/** The bins of two histograms on the same edges. */
export function sharedBins(
  a: NumberProfile,
  b: NumberProfile,
  most: number,
): readonly [Bins, Bins] {
  let [x, y] = [a.histogram, b.histogram];
  const widthOf = ({ edges }: NumberProfile["histogram"]): number =>
    (edges[1] ?? 0) - (edges[0] ?? 0);
  const range = (): number => {
    const width = Math.max(widthOf(x), widthOf(y));
    return (
      (Math.max(x.edges.at(-1)!, y.edges.at(-1)!) - Math.min(x.edges[0]!, y.edges[0]!)) / width
    );
  };
  if (widthOf(x) === 0 || widthOf(y) === 0) return [joinedBins(a, most), joinedBins(b, most)];
  const join = (one: NumberProfile["histogram"]): NumberProfile["histogram"] => {
    const [edges, counts] = joined(one.edges, one.counts);
    return { edges, counts };
  };
  while (widthOf(x) < widthOf(y)) x = join(x);
  while (widthOf(y) < widthOf(x)) y = join(y);
  while (range() > most) [x, y] = [join(x), join(y)];
  const width = widthOf(x);
  const start = Math.min(x.edges[0]!, y.edges[0]!);
  const size = Math.round(range());
  const edges = Array.from({ length: size + 1 }, (_, i) => start + i * width);
  const placed = (one: NumberProfile["histogram"], count: number): Bins => {
    const shares = Array<number>(size).fill(0);
    const offset = Math.round((one.edges[0]! - start) / width);
    one.counts.forEach((each, i) => (shares[i + offset]! += each / Math.max(1, count)));
    return { edges, shares };
  };
  return [placed(x, a.count), placed(y, b.count)];
}

/**
 * Bins between the 1st and the 99th percentile, from the stored distribution: what is to be seen where
 * a few far values leave all others in one bin.
 */
export function middleBins({ distribution }: NumberProfile, bins: number): Bins | undefined {
  const ranks = distribution.length - 1;
  if (ranks < 16) return undefined;
  const at = (q: number): number => distribution[Math.round(q * ranks)]!;
  const [from, to] = [at(0.01), at(0.99)];
  if (!(to > from)) return undefined;
  const edges = Array.from({ length: bins + 1 }, (_, i) => from + ((to - from) * i) / bins);
  const rankOf = (value: number): number => {
    const above = distribution.findIndex((each) => each > value);
    if (above < 0) return 1;
    if (above === 0) return 0;
    const [a, b] = [distribution[above - 1]!, distribution[above]!];
    return (above - 1 + (value - a) / (b - a)) / ranks;
  };
  const cumulative = edges.map(rankOf);
  return {
    edges,
    shares: cumulative.slice(1).map((rank, i) => Math.max(0, rank - cumulative[i]!)),
  };
}
