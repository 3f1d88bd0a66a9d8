import type { TruePair } from "./truth.ts";

/** Bounds of the bins of similarity; the last holds equal sets. */
export const bins = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1] as const;

export interface Score {
  readonly removed: number;
  /** Of the removed rows, the share that reaches the threshold to a row that stays. */
  readonly precision: number;
  /** Of the pairs that reach the threshold, the share of which not both rows stay. */
  readonly recall: number;
  /** The same by bin; below the threshold it says how much goes that should stay. */
  readonly byBin: readonly {
    readonly from: number;
    readonly pairs: number;
    readonly resolved: number;
  }[];
}

/** Scores what a system keeps, whatever it is. `pairs` are all of 0.5 and more. */
export function score(
  rowCount: number,
  kept: ReadonlySet<number>,
  pairs: readonly TruePair[],
  threshold: number,
): Score {
  const justified = new Set<number>();
  const counts = bins.map((from) => ({ from, pairs: 0, resolved: 0 }));
  let reaching = 0;
  let resolved = 0;
  for (const { low, high, jaccard } of pairs) {
    const both = kept.has(low) && kept.has(high);
    const bin = counts.findLast(({ from }) => jaccard >= from);
    if (bin) {
      bin.pairs++;
      if (!both) bin.resolved++;
    }
    if (jaccard < threshold) continue;
    reaching++;
    if (!both) resolved++;
    if (kept.has(low) && !kept.has(high)) justified.add(high);
    if (kept.has(high) && !kept.has(low)) justified.add(low);
  }
  const removed = rowCount - kept.size;
  return {
    removed,
    precision: removed === 0 ? 1 : justified.size / removed,
    recall: reaching === 0 ? 1 : resolved / reaching,
    byBin: counts,
  };
}
