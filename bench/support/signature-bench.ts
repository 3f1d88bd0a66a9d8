import type { TextColumn } from "../../src/core/text-column.ts";
import type { charSignature } from "../../src/kernels/char-signature.ts";
import { signatureRounds } from "../../src/kernels/shared/sketch.ts";
import { defineKernelBench } from "./kernel-bench.ts";
import { benchTexts, edgeTexts } from "./texts.ts";

const SLOT_BITS = 7;

/** Signing rows of 2 KB in 128 slots, by bytes of text. */
export function signatureBench(kernel: typeof charSignature, ngram: number, operations: number) {
  return defineKernelBench({
    kernel,
    unit: "bytes",
    work: { on: "u32", operations },
    sizes: [2 ** 16, 2 ** 18, 2 ** 20, 2 ** 23, 2 ** 26],
    make: (byteLength) => call(benchTexts(byteLength), ngram),
    edges: () => [1, 5, 24].map((n) => call(edgeTexts(), n)),
  });
}

function call({ rowCount, offsets, words }: TextColumn, ngram: number) {
  const byteLength = offsets[rowCount]!;
  const signatures = new Uint32Array(rowCount << SLOT_BITS);
  return {
    buffers: {
      offsets,
      words,
      rounds: signatureRounds(2 ** SLOT_BITS),
      signatures,
      shingleCounts: new Uint32Array(rowCount),
    },
    params: { rowCount, ngram, seed: 0, slotBits: SLOT_BITS },
    bytes: byteLength + signatures.byteLength + rowCount * 8,
    items: byteLength,
  };
}
