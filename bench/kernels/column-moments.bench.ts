import { columnMoments, MOMENT_LENGTH, TILE_ROWS } from "../../src/kernels/column-moments.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";
import { DIMS, randomMatrix, rowsOf } from "../support/vectors-bench.ts";

export const bench = defineKernelBench({
  kernel: columnMoments,
  unit: "values",
  work: { on: "f32", operations: 8 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(size) {
    const rows = rowsOf(size);
    const values = randomMatrix(rows);
    const moments = new Uint32Array(Math.ceil(rows / TILE_ROWS) * MOMENT_LENGTH * DIMS);
    return {
      buffers: { values, moments },
      params: { rows, dims: DIMS },
      bytes: (values.length + moments.length) * 4,
      items: values.length,
    };
  },
});
