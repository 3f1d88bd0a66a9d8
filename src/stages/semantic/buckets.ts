import type { Ranks } from "../ranks.ts";
import { NONE, type Clusters } from "./clusters.ts";

/**
 * The ranks (ascending) that are compared with each other: those of one cluster and one group, or
 * of one group where there are no clusters. A rank is in as many lists as its row is in clusters.
 */
export function bucketsOf(
  candidates: Uint32Array,
  ranks: Ranks,
  clusters: Clusters | undefined,
  groups: Uint32Array | undefined,
): Uint32Array[] {
  const clusterCount = clusters?.centres.rowCount ?? 1;
  const keysOf = (rank: number, each: (key: number) => void): void => {
    const row = ranks.row(rank);
    const base = (groups?.[row] ?? 0) * clusterCount;
    if (!clusters) return each(base);
    const { probes, ofRow } = clusters;
    for (let i = row * probes; i < (row + 1) * probes && ofRow[i] !== NONE; i++) {
      each(base + ofRow[i]!);
    }
  };
  const counts = new Map<number, number>();
  for (const rank of candidates) {
    keysOf(rank, (key) => counts.set(key, (counts.get(key) ?? 0) + 1));
  }
  const lists = new Map<number, Uint32Array>();
  for (const [key, count] of counts) {
    if (count > 1) lists.set(key, new Uint32Array(count));
  }
  const filled = new Map<number, number>();
  for (const rank of candidates) {
    keysOf(rank, (key) => {
      const list = lists.get(key);
      if (!list) return;
      const at = filled.get(key) ?? 0;
      list[at] = rank;
      filled.set(key, at + 1);
    });
  }
  return [...lists].toSorted(([a], [b]) => a - b).map(([, list]) => list);
}
