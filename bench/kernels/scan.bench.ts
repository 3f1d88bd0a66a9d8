import { blocksOf } from "../../src/kernels/reduce.ts";
import { scan } from "../../src/kernels/scan.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: scan,
  unit: "values",
  work: { on: "u32", operations: 1 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    const random = randomU32(1);
    return {
      buffers: {
        values: new Uint32Array(count).map(() => random() & 7),
        offsets: new Uint32Array(blocksOf(count)).map(() => random()),
        prefix: new Uint32Array(count),
      },
      params: { count },
      bytes: (count * 2 + blocksOf(count)) * 4,
      items: count,
    };
  },
});
