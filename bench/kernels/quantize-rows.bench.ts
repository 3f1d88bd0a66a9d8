import { quantizeRows } from "../../src/kernels/quantize-rows.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";
import { columnMap, DIMS, randomMatrix, rowsOf } from "../support/vectors-bench.ts";

export const bench = defineKernelBench({
  kernel: quantizeRows,
  unit: "values",
  work: { on: "f32", operations: 4 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(size) {
    const rows = rowsOf(size);
    const values = randomMatrix(rows);
    const pairs = new Uint32Array(Math.ceil(rows / 2) * DIMS);
    return {
      buffers: { values, ...columnMap(), scales: new Float32Array(DIMS).fill(8000), pairs },
      params: { rows, dims: DIMS },
      bytes: (values.length + pairs.length) * 4,
      items: values.length,
    };
  },
});
