import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { jaccardPairs as jaccardPairsKernel } from "../kernels/jaccard-pairs.ts";
import type { ShingleSets } from "./shingle-sets.ts";

/** The size of the intersection of each pair of sets; `left` and `right` are indices of sets. */
export function jaccardPairs(
  graph: Graph,
  sets: ShingleSets,
  left: Ref<"u32">,
  right: Ref<"u32">,
  pairCount: Scalar,
): Ref<"u32"> {
  const intersections = graph.scratch("intersections", "u32", left.length);
  graph.dispatch(jaccardPairsKernel, { ...sets, left, right, intersections }, { pairCount });
  return intersections;
}
