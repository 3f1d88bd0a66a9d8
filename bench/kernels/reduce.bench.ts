import { blocksOf, reduce, reductions } from "../../src/kernels/reduce.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: reduce,
  unit: "values",
  work: { on: "u32", operations: 1 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    const random = randomU32(1);
    return {
      buffers: {
        values: new Uint32Array(count).map(() => random()),
        results: new Uint32Array(blocksOf(count)),
      },
      params: { count, operation: reductions.sum },
      bytes: (count + blocksOf(count)) * 4,
      items: count,
    };
  },
});
