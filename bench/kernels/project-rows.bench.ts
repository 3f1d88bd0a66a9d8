import { projectRows } from "../../src/kernels/project-rows.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";
import { columnMap, DIMS, randomMatrix } from "../support/vectors-bench.ts";

export const bench = defineKernelBench({
  kernel: projectRows,
  unit: "rows",
  sizes: [32, 256, 2048, 2 ** 14],
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
