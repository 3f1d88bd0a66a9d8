import { keepEdges } from "../../src/kernels/keep-edges.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: keepEdges,
  unit: "edges",
  work: { on: "u32", operations: 3 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    const random = randomU32(1);
    const rows = count + 1;
    const lower = new Uint32Array(count).map(() => random() % (rows - 1));
    const higher = lower.map((row) => row + 1 + (random() % (rows - 1 - row)));
    return {
      buffers: {
        lower,
        higher,
        states: new Uint32Array(rows),
        marks: new Uint32Array(rows),
      },
      params: { count },
      bytes: count * 16,
      items: count,
    };
  },
});
