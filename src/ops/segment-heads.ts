import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { segmentHeads as segmentHeadsKernel } from "../kernels/segment-heads.ts";

/** 1 where a sorted 64-bit key differs from the one before it, and for the first. */
export function segmentHeads(
  graph: Graph,
  hi: Ref<"u32">,
  lo: Ref<"u32">,
  count: Scalar,
): Ref<"u32"> {
  const heads = graph.scratch("heads", "u32", hi.length);
  graph.dispatch(segmentHeadsKernel, { hi, lo, heads }, { count });
  return heads;
}
