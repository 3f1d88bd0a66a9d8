import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { compact } from "../kernels/compact.ts";
import { sharedKeys } from "../kernels/shared-keys.ts";
import { exclusiveScan } from "./exclusive-scan.ts";
import { gather } from "./gather.ts";
import { segmentHeads } from "./segment-heads.ts";
import { sortU64 } from "./sort-u64.ts";

/**
 * The rows whose 64-bit key occurs more than once, by key and then in their order; `heads` is 1
 * at the first row of each key; `count` is how many rows are left.
 */
export function buckets(
  graph: Graph,
  hi: Ref<"u32">,
  lo: Ref<"u32">,
  rows: Ref<"u32">,
  count: Scalar,
): { rows: Ref<"u32">; heads: Ref<"u32">; count: Ref<"u32"> } {
  const sorted = sortU64(graph, hi, lo, count);
  const heads = segmentHeads(graph, sorted.hi, sorted.lo, count);
  const flags = graph.scratch("shared key", "u32", heads.length);
  graph.dispatch(sharedKeys, { heads, flags }, { count });
  const { prefix: positions, total } = exclusiveScan(graph, flags, count);
  const kept = (values: Ref<"u32">): Ref<"u32"> => {
    const result = graph.scratch(`bucket ${values.label}`, "u32", values.length);
    graph.dispatch(compact, { values, flags, positions, result }, { count });
    return result;
  };
  const keptHeads = kept(heads);
  return { rows: kept(gather(graph, sorted.order, rows, count)), heads: keptHeads, count: total };
}
