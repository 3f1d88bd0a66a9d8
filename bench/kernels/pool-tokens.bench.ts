import { poolTokens } from "../../src/kernels/pool-tokens.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";
import { DIMS, randomMatrix } from "../support/vectors-bench.ts";

const TOKENS = 64;

export const bench = defineKernelBench({
  kernel: poolTokens,
  unit: "tokens",
  work: { on: "f32", operations: DIMS },
  sizes: [2 ** 8, 2 ** 10, 2 ** 12, 2 ** 14, 2 ** 16],
  make(size) {
    const rows = Math.max(1, Math.floor(size / TOKENS));
    // Of one sign: how far a sum may be off is told by its own size.
    const values = randomMatrix(rows * TOKENS).map(Math.abs);
    const result = new Float32Array(rows * DIMS);
    return {
      buffers: { values, lengths: new Uint32Array(rows).fill(TOKENS), result },
      params: { rows, tokens: TOKENS, width: DIMS, dims: DIMS, mode: 0 },
      bytes: values.byteLength + result.byteLength,
      items: rows * TOKENS,
    };
  },
});
