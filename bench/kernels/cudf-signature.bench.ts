import { cudfSignature } from "../../src/kernels/cudf-signature.ts";
import { cudfParameters } from "../../src/ops/cudf-parameters.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";
import { benchTexts } from "../support/texts.ts";

/** NeMo Curator's defaults. */
const SLOTS = 260;
const NGRAM = 24;

export const bench = defineKernelBench({
  kernel: cudfSignature,
  unit: "bytes",
  work: { on: "u32", operations: 3 * SLOTS + 60 },
  sizes: [2 ** 16, 2 ** 18, 2 ** 20, 2 ** 23, 2 ** 25],
  make(byteLength) {
    const { rowCount, offsets, words } = benchTexts(byteLength);
    const parameters = cudfParameters(SLOTS, 42);
    const signatures = new Uint32Array(rowCount * SLOTS);
    return {
      buffers: {
        offsets,
        words,
        parameters,
        signatures,
        shingleCounts: new Uint32Array(rowCount),
      },
      params: { rowCount, ngram: NGRAM, hashSeed: parameters[0]!, slots: SLOTS },
      bytes: byteLength + signatures.byteLength + rowCount * 8,
      items: byteLength,
    };
  },
});
