import fc from "fast-check";
import type { TextColumn } from "../../src/core/text-column.ts";
import { signatureRounds } from "../../src/kernels/shared/sketch.ts";
import { anyTexts } from "./texts.ts";

interface SignatureOptions {
  readonly ngram: number;
  readonly seed: number;
  readonly slotBits: number;
}

/** A call of a signature kernel on these texts. */
export function signatureCall(texts: TextColumn, options: SignatureOptions) {
  const { rowCount, offsets, words } = texts;
  const slots = 2 ** options.slotBits;
  return {
    buffers: {
      offsets,
      words,
      rounds: signatureRounds(slots),
      signatures: new Uint32Array(rowCount * slots),
      shingleCounts: new Uint32Array(rowCount),
    },
    params: { rowCount, ...options },
  };
}

/** Any legal call of a signature kernel. */
export const signatureCalls = fc
  .tuple(
    anyTexts,
    fc.record({
      ngram: fc.integer({ min: 1, max: 24 }),
      seed: fc.oneof(fc.constant(0), fc.nat(0xffffffff)),
      slotBits: fc.integer({ min: 6, max: 9 }),
    }),
  )
  .map(([texts, options]) => signatureCall(texts, options));
