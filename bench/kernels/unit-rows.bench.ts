import { lanesOf, unitRows } from "../../src/kernels/unit-rows.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";
import { columnMap, DIMS, randomMatrix, rowsOf } from "../support/vectors-bench.ts";

export const bench = defineKernelBench({
  kernel: unitRows,
  unit: "values",
  work: { on: "f32", operations: 6 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(size) {
    const rows = rowsOf(size);
    const values = randomMatrix(rows);
    return {
      buffers: { values, ...columnMap(), result: new Float32Array(values.length) },
      params: { rows, dims: DIMS, lanes: lanesOf(DIMS), mapped: 1 },
      bytes: values.length * 8,
      items: values.length,
    };
  },
});
