import { DIGITS, radixHistogram, tilesOf } from "../../src/kernels/radix-histogram.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: radixHistogram,
  unit: "keys",
  work: { on: "u32", operations: 3 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    const random = randomU32(1);
    return {
      buffers: {
        keys: new Uint32Array(count).map(() => random()),
        counts: new Uint32Array(DIGITS * tilesOf(count)),
      },
      params: { count, shift: 0 },
      bytes: (count + DIGITS * tilesOf(count)) * 4,
      items: count,
    };
  },
});
