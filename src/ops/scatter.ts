import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { scatter as scatterKernel } from "../kernels/scatter.ts";

/**
 * The values at their places, the indices being distinct: `result[indices[i]] = values[i]`, in
 * `length` elements that are 0 where no value goes.
 */
export function scatter(
  graph: Graph,
  indices: Ref<"u32">,
  values: Ref<"u32">,
  count: Scalar,
  length: number,
): Ref<"u32"> {
  const result = graph.zeros(`scattered ${values.label}`, "u32", length);
  graph.dispatch(scatterKernel, { indices, values, result }, { count });
  return result;
}
