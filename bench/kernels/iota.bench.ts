import { iota } from "../../src/kernels/iota.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: iota,
  unit: "values",
  work: { on: "u32", operations: 1 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    return {
      buffers: {
        result: new Uint32Array(count),
      },
      params: { count },
      bytes: count * 4,
      items: count,
    };
  },
});
