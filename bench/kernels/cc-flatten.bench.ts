import { ccFlatten } from "../../src/kernels/cc-flatten.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: ccFlatten,
  unit: "nodes",
  work: { on: "u32", operations: 2 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    const random = randomU32(1);
    return {
      buffers: {
        parent: new Uint32Array(count).map((_, i) => (i < 8 ? i : random() % i)),
      },
      params: { count },
      bytes: count * 8,
      items: count,
    };
  },
});
