import { projectRows } from "../../src/kernels/project-rows.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";
import { columnMap, DIMS, randomMatrix } from "../support/vectors-bench.ts";

export const bench = defineKernelBench({
  kernel: projectRows,
  unit: "rows",
  work: { on: "f32", operations: 2 * DIMS * DIMS },
  sizes: [32, 256, 2048, 2 ** 14, 2 ** 16],
  make(rows) {
    const { centers, centerRests } = columnMap();
    return {
      buffers: {
        values: randomMatrix(rows),
        centers,
        centerRests,
        weights: randomMatrix(DIMS),
        offsets: new Float32Array(DIMS),
        result: new Float32Array(rows * DIMS),
      },
      params: { rows, dims: DIMS, outputs: DIMS },
      bytes: rows * DIMS * 8 + DIMS * DIMS * 4,
      items: rows,
    };
  },
});
