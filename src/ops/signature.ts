import { assert } from "../core/assert.ts";
import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { charSignature } from "../kernels/char-signature.ts";
import { signatureRounds } from "../kernels/shared/sketch.ts";
import { wordSignature } from "../kernels/word-signature.ts";
import type { ShingleOptions, TextRefs } from "./text-refs.ts";

export interface SignatureOptions extends ShingleOptions {
  /** 64, 128, 256 or 512. */
  readonly slots: number;
}

/**
 * The similarity signature of each row, `slots` words a row, and how many shingles it has
 * (repeats included). The signature of a union of sets is the elementwise minimum of theirs.
 */
export function signature(
  graph: Graph,
  text: TextRefs,
  rowCount: Scalar,
  { unit, ngram, seed, slots }: SignatureOptions,
): { signatures: Ref<"u32">; shingleCounts: Ref<"u32"> } {
  assert([64, 128, 256, 512].includes(slots), `a signature of ${slots} slots`);
  const capacity = text.offsets.length - 1;
  const signatures = graph.scratch("signatures", "u32", capacity * slots);
  const shingleCounts = graph.scratch("shingle counts", "u32", capacity);
  const rounds = graph.constant("signature rounds", "u32", signatureRounds(slots));
  graph.dispatch(
    unit === "char" ? charSignature : wordSignature,
    { ...text, rounds, signatures, shingleCounts },
    { rowCount, ngram, seed, slotBits: Math.log2(slots) },
  );
  return { signatures, shingleCounts };
}
