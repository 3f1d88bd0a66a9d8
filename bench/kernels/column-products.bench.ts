import { columnProducts } from "../../src/kernels/column-products.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";
import { DIMS } from "../support/vectors-bench.ts";

export const bench = defineKernelBench({
  kernel: columnProducts,
  unit: "pairs of rows",
  work: { on: "u32", operations: 2 * DIMS * DIMS },
  sizes: [32, 256, 2048, 2 ** 14, 2 ** 16],
  make(pairs) {
    const random = randomU32(1);
    // Integers of 13 bits: any of 15 are allowed.
    const quantized = new Uint32Array(pairs * DIMS).map(() => random() & 0x1fff1fff);
    const products = new Uint32Array(2 * DIMS * DIMS);
    return {
      buffers: { quantized, products },
      params: { pairs, dims: DIMS },
      bytes: (quantized.length + products.length / 2) * 4,
      items: pairs,
    };
  },
});
