import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { derive } from "../graph/scalar.ts";
import { DIGITS, radixHistogram, tilesOf } from "../kernels/radix-histogram.ts";
import { radixScatter } from "../kernels/radix-scatter.ts";
import { exclusiveScan } from "./exclusive-scan.ts";

/**
 * The pairs in ascending order of their keys, which are below 2^`bits`; equal keys stay in their
 * order. Radix sort from the least significant digit, one pass for each 8 bits.
 */
export function sortPairs(
  graph: Graph,
  keys: Ref<"u32">,
  values: Ref<"u32">,
  count: Scalar,
  bits = 32,
): { keys: Ref<"u32">; values: Ref<"u32"> } {
  let sorted = { keys, values };
  for (let shift = 0; shift < bits; shift += 8) {
    const counts = graph.scratch("digit counts", "u32", countersOf(keys.length));
    graph.dispatch(radixHistogram, { keys: sorted.keys, counts }, { count, shift });
    const { prefix: offsets } = exclusiveScan(graph, counts, derive(count, countersOf));
    const next = {
      keys: graph.scratch(`sorted ${keys.label}`, "u32", keys.length),
      values: graph.scratch(`sorted ${values.label}`, "u32", keys.length),
    };
    graph.dispatch(
      radixScatter,
      { ...sorted, offsets, sortedKeys: next.keys, sortedValues: next.values },
      { count, shift },
    );
    sorted = next;
  }
  return sorted;
}

function countersOf(count: number): number {
  return DIGITS * tilesOf(count);
}
