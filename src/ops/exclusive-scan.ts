import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { derive } from "../graph/scalar.ts";
import { blocksOf, reduce, reductions } from "../kernels/reduce.ts";
import { scan } from "../kernels/scan.ts";

/**
 * The sum of the values before each, and of all (one element), modulo 2^32.
 * Reduce, then scan: block sums are scanned by the same recipe until one block is left.
 */
export function exclusiveScan(
  graph: Graph,
  values: Ref<"u32">,
  count: Scalar,
): { prefix: Ref<"u32">; total: Ref<"u32"> } {
  const prefix = graph.scratch("prefix", "u32", values.length);
  const sums = graph.scratch("block sums", "u32", blocksOf(values.length));
  graph.dispatch(reduce, { values, results: sums }, { count, operation: reductions.sum });
  const above =
    sums.length === 1
      ? { prefix: graph.zeros("first offset", "u32", 1), total: sums }
      : exclusiveScan(graph, sums, derive(count, blocksOf));
  graph.dispatch(scan, { values, offsets: above.prefix, prefix }, { count });
  return { prefix, total: above.total };
}
