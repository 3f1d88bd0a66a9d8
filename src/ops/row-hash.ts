import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { rowHash as rowHashKernel } from "../kernels/row-hash.ts";
import type { TextRefs } from "./text-refs.ts";

/** A 128-bit hash of each row's bytes, four words a row. */
export function rowHash(graph: Graph, text: TextRefs, rowCount: Scalar, seed: number): Ref<"u32"> {
  const hashes = graph.scratch("row hashes", "u32", 4 * (text.offsets.length - 1));
  const { offsets, words } = text;
  graph.dispatch(rowHashKernel, { offsets, words, hashes }, { rowCount, seed });
  return hashes;
}
