import { segmentHeads } from "../../src/kernels/segment-heads.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: segmentHeads,
  unit: "keys",
  work: { on: "u32", operations: 2 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    return {
      buffers: {
        hi: new Uint32Array(count).map((_, i) => i >> 3),
        lo: new Uint32Array(count).map((_, i) => (i >> 1) & 3),
        heads: new Uint32Array(count),
      },
      params: { count },
      bytes: count * 12,
      items: count,
    };
  },
});
