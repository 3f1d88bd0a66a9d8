import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { gather as gatherKernel } from "../kernels/gather.ts";

/** The values at the indices: `result[i] = values[indices[i]]`. */
export function gather(
  graph: Graph,
  indices: Ref<"u32">,
  values: Ref<"u32">,
  count: Scalar,
): Ref<"u32"> {
  const result = graph.scratch(`gathered ${values.label}`, "u32", indices.length);
  graph.dispatch(gatherKernel, { indices, values, result }, { count });
  return result;
}
