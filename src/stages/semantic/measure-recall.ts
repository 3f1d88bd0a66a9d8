import type { Ranks } from "../ranks.ts";
import { type Clusters, shareCluster } from "./clusters.ts";
import { cosineOf, type PairSource, rowsOf } from "./pair-source.ts";

export interface MeasuredRecall {
  /** Share of the similar pairs that share a cluster. */
  readonly value: number;
  /** Rows whose pairs with all rows were looked at. */
  readonly sample: number;
  /** Similar pairs among those. */
  readonly pairs: number;
}

const SAMPLE = 1000;
/** Ranks compared with the sample at a time. */
const PORTION = 16_384;

/**
 * Recall of the candidates by brute force: a sample of the rows is compared with all rows, and of
 * the pairs that are similar, the share that have a cluster in common is the recall.
 */
export async function measureRecall(
  source: PairSource,
  ranks: Ranks,
  candidates: Uint32Array,
  clusters: Clusters | undefined,
  comparable: (a: number, b: number) => boolean,
): Promise<MeasuredRecall> {
  const step = Math.max(1, Math.floor(candidates.length / SAMPLE));
  const sample = candidates.filter((_, i) => i % step === 0).subarray(0, SAMPLE);
  const sampled = new Set(sample);
  const own = rowsOf(source, sample);
  let pairs = 0;
  let found = 0;
  for (let first = 0; first < candidates.length; first += PORTION) {
    source.signal?.throwIfAborted();
    const portion = candidates.subarray(first, first + PORTION);
    const all = rowsOf(source, portion);
    const { left, right } = await source.finder.between(own, all, source.rows.threshold);
    for (let i = 0; i < left.length; i++) {
      const [a, b] = [sample[left[i]!]!, portion[right[i]!]!];
      // A pair of two sampled rows counts once.
      if (a === b || (b < a && sampled.has(b)) || !comparable(a, b)) continue;
      if (cosineOf(source, a, b) < source.least) continue;
      pairs++;
      if (!clusters || shareCluster(clusters, ranks.row(a), ranks.row(b))) found++;
    }
  }
  return { value: pairs === 0 ? 1 : found / pairs, sample: sample.length, pairs };
}
