import { scatter } from "../../src/kernels/scatter.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: scatter,
  unit: "values",
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23],
  make(count) {
    const random = randomU32(1);
    return {
      buffers: {
        // A multiplier without a common factor with the power of two makes a permutation.
        indices: new Uint32Array(count).map((_, i) => Math.imul(i, 0x9e3779b1) & (count - 1)),
        values: new Uint32Array(count).map(() => random()),
        result: new Uint32Array(count),
      },
      params: { count },
      bytes: count * 12,
      items: count,
    };
  },
});
