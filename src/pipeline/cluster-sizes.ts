import { largeWords } from "../core/large-bytes.ts";

/** Clusters by their kept rows, ascending, and how many rows each has, the kept one included. */
export interface ClusterSizes {
  readonly kept: Uint32Array;
  readonly sizes: Uint32Array;
}

/** The clusters of removed rows, by the row that is kept for each. */
export function clusterSizes(keptOf: Uint32Array): ClusterSizes {
  let last = 0;
  for (let i = 0; i < keptOf.length; i++) last = Math.max(last, keptOf[i]!);
  const removed = largeWords(last + 1);
  let count = 0;
  for (let i = 0; i < keptOf.length; i++) if (removed[keptOf[i]!]!++ === 0) count++;
  const kept = new Uint32Array(count);
  const sizes = new Uint32Array(count);
  for (let row = 0, cluster = 0; cluster < count; row++) {
    if (removed[row] === 0) continue;
    kept[cluster] = row;
    sizes[cluster++] = removed[row]! + 1;
  }
  return { kept, sizes };
}

/** Rows of the largest cluster; 0 where there is none. */
export function largestSize({ sizes }: ClusterSizes): number {
  return sizes.reduce((most, size) => Math.max(most, size), 0);
}

/** The `count` largest clusters, largest first; of those of one size the least kept row first. */
export function largestOf(
  { kept, sizes }: ClusterSizes,
  count: number,
): [kept: number, size: number][] {
  const nth = sizes.toSorted().at(-count) ?? 0;
  const found: [number, number][] = [];
  let ties = count;
  for (const size of sizes) if (size > nth) ties--;
  sizes.forEach((size, i) => {
    if (size > nth || (size === nth && ties-- > 0)) found.push([kept[i]!, size]);
  });
  return found.toSorted(([a, sizeA], [b, sizeB]) => sizeB - sizeA || a - b);
}
