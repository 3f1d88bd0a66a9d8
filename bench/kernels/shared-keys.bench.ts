import { sharedKeys } from "../../src/kernels/shared-keys.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: sharedKeys,
  unit: "entries",
  work: { on: "u32", operations: 2 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    const random = randomU32(1);
    return {
      buffers: {
        heads: new Uint32Array(count).map((_, i) => (i === 0 ? 1 : random() & 1)),
        flags: new Uint32Array(count),
      },
      params: { count },
      bytes: count * 8,
      items: count,
    };
  },
});
