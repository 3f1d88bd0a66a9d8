import { type PairSource, RankRows, cosineOf, rowsOf } from "./pair-source.ts";

/** Ranks compared with all before them at a time: few, for all similar pairs of them are at hand. */
const COMPONENT_BLOCK = 512;

export interface ComponentResult {
  /** The least rank of each rank's component. */
  readonly labels: Uint32Array;
  readonly pairsVerified: number;
}

/** Connected components of the similar pairs of all buckets (of ascending ranks). */
export async function componentPasses(
  source: PairSource,
  buckets: readonly Uint32Array[],
  rowCount: number,
): Promise<ComponentResult> {
  const { finder, rows, least, signal, onCompared } = source;
  const parents = Uint32Array.from({ length: rowCount }, (_, rank) => rank);
  const root = (rank: number): number => {
    while (parents[rank] !== rank) {
      parents[rank] = parents[parents[rank]!]!;
      rank = parents[rank]!;
    }
    return rank;
  };
  let pairsVerified = 0;
  const connect = (a: number, b: number): void => {
    const [x, y] = [root(a), root(b)];
    if (x === y) return;
    pairsVerified++;
    if (cosineOf(source, a, b) >= least) parents[Math.max(x, y)] = Math.min(x, y);
  };
  for (const bucket of buckets) {
    const before = new RankRows(source);
    for (let start = 0; start < bucket.length; start += COMPONENT_BLOCK) {
      signal?.throwIfAborted();
      const block = bucket.subarray(start, start + COMPONENT_BLOCK);
      const own = rowsOf(source, block);
      if (before.ranks.length > 0) {
        const { left, right } = await finder.between(before.matrix, own, rows.threshold);
        left.forEach((at, i) => connect(before.ranks[at]!, block[right[i]!]!));
      }
      const { left, right } = await finder.within(own, rows.threshold);
      left.forEach((at, i) => connect(block[at]!, block[right[i]!]!));
      before.add(block);
      onCompared(block.length);
    }
  }
  return { labels: Uint32Array.from(parents, (_, rank) => root(rank)), pairsVerified };
}
