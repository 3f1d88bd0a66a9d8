import { textBytes } from "../core/text-column.ts";
import { clusterSizes, largestOf } from "./cluster-sizes.ts";
import type { Removed } from "./decide.ts";
import type { ReportCluster } from "./report/data.ts";
import { rowId } from "./row-index.ts";
import type { RowStore } from "./row-store.ts";

const CLUSTERS = 50;
const PAIRS = 3;
/** Characters of a text that a report can use. */
const TEXT_LENGTH = 4000;

/** The kept rows of the largest clusters, with the sizes of these. */
export function largestSizes(removed: Removed): [kept: number, size: number][] {
  return largestOf(clusterSizes(removed.kept), CLUSTERS);
}

/** The largest clusters with a few of their removed rows, least similar first. */
export async function largestClusters(
  store: Pick<RowStore, "index" | "states">,
  removed: Removed,
  sources: readonly string[],
  methods: readonly string[],
): Promise<ReportCluster[]> {
  const sizes = largestSizes(removed);
  const shown = new Map(sizes.map(([kept]) => [kept, [] as number[]]));
  removed.kept.forEach((kept, at) => shown.get(kept)?.push(at));
  const ranges = new Map<number, { from: number; to: number }>();
  for (const [kept, members] of shown) {
    members.sort((a, b) => removed.similarity[a]! - removed.similarity[b]! || a - b);
    const from = removed.similarity[members[0]!]!;
    const to = removed.similarity[members[members.length - 1]!]!;
    ranges.set(kept, { from, to });
    members.length = Math.min(members.length, PAIRS);
  }
  // The last stage's texts are what the report shows: the most compared of all.
  const stage = Math.max(0, methods.length - 1);
  const rows = Uint32Array.from(
    new Set([...shown].flatMap(([kept, at]) => [kept, ...at.map((i) => removed.rows[i]!)])),
  ).sort();
  const texts = await store.states(stage).texts(rows);
  const bytes = textBytes(texts);
  const textOf = new Map(
    [...rows].map((row, i) => [
      row,
      new TextDecoder()
        .decode(bytes.subarray(texts.offsets[i], texts.offsets[i + 1]))
        .slice(0, TEXT_LENGTH),
    ]),
  );
  const place = (row: number): { text: string; source: string; rowIndex: number } => {
    const { source, rowIndex } = store.index.place(row);
    return { text: textOf.get(row)!, source: sources[source]!, rowIndex };
  };
  return sizes.map(([kept, size]) => ({
    id: rowId(store.index.place(kept)).toString(),
    size,
    ...ranges.get(kept)!,
    kept: place(kept),
    pairs: shown.get(kept)!.map((at) => ({
      ...place(removed.rows[at]!),
      similarity: removed.similarity[at]!,
      method: methods[removed.stage[at]!]!,
    })),
  }));
}
