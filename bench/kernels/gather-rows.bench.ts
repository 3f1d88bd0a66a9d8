import { gatherRows } from "../../src/kernels/gather-rows.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";
import { DIMS, randomMatrix, rowsOf } from "../support/vectors-bench.ts";

export const bench = defineKernelBench({
  kernel: gatherRows,
  unit: "values",
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23],
  make(size) {
    const count = rowsOf(size);
    const random = randomU32(2);
    return {
      buffers: {
        rows: new Uint32Array(count).map(() => random() % count),
        values: randomMatrix(count),
        result: new Float32Array(count * DIMS),
      },
      params: { count, dims: DIMS },
      bytes: count * (DIMS * 8 + 4),
      items: count * DIMS,
    };
  },
});
