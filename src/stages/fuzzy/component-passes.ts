import { U32List } from "../../core/u32-list.ts";
import type { Device } from "../../graph/device.ts";
import { execute } from "../../graph/execute.ts";
import { Graph } from "../../graph/graph.ts";
import { connectedComponents } from "../../ops/connected-components.ts";
import type { Buckets } from "./bucket-set.ts";
import { Edges } from "./edges.ts";
import type { LeaderLimits } from "./leader-passes.ts";
import type { Verifier } from "./verifier.ts";

export interface ComponentResult {
  /** The least rank of each rank's component. */
  readonly labels: Uint32Array;
  readonly edges: Edges;
  readonly pairsVerified: number;
}

/**
 * Connected components of the similar pairs: band by band, each of a bucket's first `leaders` rows
 * is compared with the later rows that are not yet in its component. With `leaders` infinite no
 * similar pair of a bucket is left unconnected.
 */
export async function componentPasses(
  device: Device,
  bands: readonly Buckets[],
  rowCount: number,
  verifier: Verifier,
  { leaders, comparable, signal }: LeaderLimits,
): Promise<ComponentResult> {
  const edges = new Edges();
  const parents = Uint32Array.from({ length: rowCount }, (_, rank) => rank);
  const root = (rank: number): number => {
    while (parents[rank] !== rank) {
      parents[rank] = parents[parents[rank]!]!;
      rank = parents[rank]!;
    }
    return rank;
  };
  let pairsVerified = 0;
  for (const { rows, starts } of bands) {
    let longest = 0;
    for (let i = 0; i + 1 < starts.length; i++) {
      longest = Math.max(longest, starts[i + 1]! - starts[i]!);
    }
    for (let leader = 0; leader < Math.min(leaders, longest - 1); leader++) {
      signal?.throwIfAborted();
      const left = new U32List();
      const right = new U32List();
      for (let bucket = 0; bucket + 1 < starts.length; bucket++) {
        const first = starts[bucket]! + leader;
        const end = starts[bucket + 1]!;
        if (first >= end) continue;
        const leaderRoot = root(rows[first]!);
        for (let i = first + 1; i < end; i++) {
          if (root(rows[i]!) === leaderRoot) continue;
          if (comparable && !comparable(rows[first]!, rows[i]!)) continue;
          left.push(rows[first]!);
          right.push(rows[i]!);
        }
      }
      pairsVerified += left.length;
      const [a, b] = [left.view(), right.view()];
      const { similar, shared, union } = await verifier.verify(a, b);
      for (let pair = 0; pair < a.length; pair++) {
        if (!similar[pair]) continue;
        edges.add(a[pair]!, b[pair]!, shared[pair]!, union[pair]!);
        const [x, y] = [root(a[pair]!), root(b[pair]!)];
        parents[Math.max(x, y)] = Math.min(x, y);
      }
    }
  }
  return { labels: await componentLabels(device, edges, rowCount), edges, pairsVerified };
}

async function componentLabels(
  device: Device,
  edges: Edges,
  rowCount: number,
): Promise<Uint32Array> {
  const graph = new Graph("components");
  const edgeCount = edges.length;
  const labels = connectedComponents(
    graph,
    graph.input("left", "u32", edgeCount),
    graph.input("right", "u32", edgeCount),
    edgeCount,
    rowCount,
  );
  graph.output("labels", labels);
  const inputs = { left: edges.lower.view(), right: edges.higher.view() };
  return (await execute(device, graph, inputs))["labels"] as Uint32Array;
}
