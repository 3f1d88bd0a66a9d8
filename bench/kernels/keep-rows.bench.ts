import { keepRows } from "../../src/kernels/keep-rows.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: keepRows,
  unit: "rows",
  work: { on: "u32", operations: 3 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    const random = randomU32(1);
    return {
      buffers: {
        marks: new Uint32Array(count).map(() => random() % 3),
        states: new Uint32Array(count),
      },
      params: { count },
      bytes: count * 16,
      items: count,
    };
  },
});
