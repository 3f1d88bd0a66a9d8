import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { derive } from "../graph/scalar.ts";
import { blocksOf, reduce as reduceKernel, reductions } from "../kernels/reduce.ts";

/** Sum (modulo 2^32), least or largest of the values; of none: 0, 0xffffffff, 0. */
export function reduce(
  graph: Graph,
  values: Ref<"u32">,
  count: Scalar,
  operation: keyof typeof reductions,
): Ref<"u32"> {
  const results = graph.scratch(operation, "u32", blocksOf(values.length));
  graph.dispatch(reduceKernel, { values, results }, { count, operation: reductions[operation] });
  return results.length === 1
    ? results
    : reduce(graph, results, derive(count, blocksOf), operation);
}
