import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { compact as compactKernel } from "../kernels/compact.ts";
import { exclusiveScan } from "./exclusive-scan.ts";

/** The values whose flag is 1, not 0, in their order; and how many they are. */
export function compact(
  graph: Graph,
  values: Ref<"u32">,
  flags: Ref<"u32">,
  count: Scalar,
): { values: Ref<"u32">; count: Ref<"u32"> } {
  const { prefix: positions, total } = exclusiveScan(graph, flags, count);
  const result = graph.scratch(`compact ${values.label}`, "u32", values.length);
  graph.dispatch(compactKernel, { values, flags, positions, result }, { count });
  return { values: result, count: total };
}
