import { columnHistogram, HISTOGRAM_BINS } from "../../src/kernels/column-histogram.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";
import { DIMS, randomMatrix, rowsOf } from "../support/vectors-bench.ts";

export const bench = defineKernelBench({
  kernel: columnHistogram,
  unit: "values",
  work: { on: "u32", operations: 5 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(size) {
    const rows = rowsOf(size);
    const values = randomMatrix(rows);
    const counts = new Uint32Array(DIMS * HISTOGRAM_BINS);
    return {
      buffers: { values, prefixes: new Uint32Array(DIMS), counts },
      params: { rows, dims: DIMS, mask: 0, shift: 21 },
      bytes: (values.length + counts.length) * 4,
      items: values.length,
    };
  },
});
