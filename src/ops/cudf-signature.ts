import { assert } from "../core/assert.ts";
import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { cudfSignature as cudfSignatureKernel } from "../kernels/cudf-signature.ts";
import { cudfParameters } from "./cudf-parameters.ts";
import type { TextRefs } from "./text-refs.ts";

/** What a signature of cuDF is made with. */
export interface CudfSignatureOptions {
  /** Code points in a window; NeMo Curator's default is 24. */
  readonly ngram: number;
  /** 1 to 512; NeMo Curator's default is 260. */
  readonly slots: number;
  /** What the parameters of the slots are drawn with; NeMo Curator's default is 42. */
  readonly seed: number;
}

/**
 * The 32-bit MinHash signature that NeMo Curator computes with cuDF, bit for bit: `slots` words a
 * row, and how many windows it has (repeats included).
 */
export function cudfSignature(
  graph: Graph,
  text: TextRefs,
  rowCount: Scalar,
  { ngram, slots, seed }: CudfSignatureOptions,
): { signatures: Ref<"u32">; shingleCounts: Ref<"u32"> } {
  assert(ngram >= 1, `windows of ${ngram} code points`);
  assert(slots >= 1 && slots <= 512, `a signature of ${slots} slots`);
  const capacity = text.offsets.length - 1;
  const signatures = graph.scratch("signatures", "u32", capacity * slots);
  const shingleCounts = graph.scratch("shingle counts", "u32", capacity);
  const drawn = cudfParameters(slots, seed);
  const parameters = graph.constant("signature parameters", "u32", drawn);
  const { offsets, words } = text;
  graph.dispatch(
    cudfSignatureKernel,
    { offsets, words, parameters, signatures, shingleCounts },
    { rowCount, ngram, hashSeed: drawn[0]!, slots },
  );
  return { signatures, shingleCounts };
}
