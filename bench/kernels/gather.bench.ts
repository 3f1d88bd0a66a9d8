import { gather } from "../../src/kernels/gather.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: gather,
  unit: "values",
  work: { on: "u32", operations: 1 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    const random = randomU32(1);
    return {
      buffers: {
        indices: new Uint32Array(count).map(() => random() % count),
        values: new Uint32Array(count).map((_, i) => i),
        result: new Uint32Array(count),
      },
      params: { count },
      bytes: count * 12,
      items: count,
    };
  },
});
