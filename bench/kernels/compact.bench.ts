import { compact } from "../../src/kernels/compact.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: compact,
  unit: "values",
  work: { on: "u32", operations: 1 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    const random = randomU32(1);
    const flags = new Uint32Array(count).map(() => random() & 1);
    const positions = new Uint32Array(count);
    let flagged = 0;
    for (let i = 0; i < count; i++) {
      positions[i] = flagged;
      flagged += flags[i]!;
    }
    return {
      buffers: {
        values: new Uint32Array(count).map(() => random()),
        flags,
        positions,
        result: new Uint32Array(count),
      },
      params: { count },
      bytes: count * 4 + flagged * 12,
      items: count,
    };
  },
});
