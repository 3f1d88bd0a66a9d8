import { assert } from "../core/assert.ts";
import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { charProjection } from "../kernels/char-projection.ts";
import { wordProjection } from "../kernels/word-projection.ts";
import type { ShingleOptions, TextRefs } from "./text-refs.ts";

/** Windows of a text that count, and how much each does. */
export interface TextFeature extends ShingleOptions {
  readonly weight: number;
}

/**
 * Hashed features of each row, projected onto `dims` sums (1 to 2048): signed counts, so that they
 * are the same on every device. Dot products of two rows estimate those of their feature counts.
 */
export function projectText(
  graph: Graph,
  { offsets, words }: TextRefs,
  rowCount: Scalar,
  features: readonly TextFeature[],
  dims: number,
): Ref<"i32"> {
  assert(dims >= 1 && dims <= 2048, `a projection onto ${dims} dimensions`);
  const sums = graph.zeros("projection", "i32", (offsets.length - 1) * dims);
  for (const { unit, ngram, seed, weight } of features) {
    graph.dispatch(
      unit === "char" ? charProjection : wordProjection,
      { offsets, words, sums },
      { rowCount, ngram, seed, dims, weight },
    );
  }
  return sums;
}
