import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { iota } from "../kernels/iota.ts";
import { gather } from "./gather.ts";
import { sortPairs } from "./sort-pairs.ts";

/** 64-bit keys in ascending order, and where each was; equal keys stay in their order. */
export function sortU64(
  graph: Graph,
  hi: Ref<"u32">,
  lo: Ref<"u32">,
  count: Scalar,
): { order: Ref<"u32">; hi: Ref<"u32">; lo: Ref<"u32"> } {
  const indices = graph.scratch("indices", "u32", lo.length);
  graph.dispatch(iota, { result: indices }, { count });
  const byLo = sortPairs(graph, lo, indices, count);
  const byHi = sortPairs(graph, gather(graph, byLo.values, hi, count), byLo.values, count);
  return { order: byHi.values, hi: byHi.keys, lo: gather(graph, byHi.values, lo, count) };
}
