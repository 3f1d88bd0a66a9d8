import { f64Ranges, RANGE_LENGTH } from "../../src/kernels/f64-ranges.ts";
import { DOUBLE_SIZES, doublesBench } from "../support/doubles-bench.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: f64Ranges,
  unit: "values",
  work: { on: "u32", operations: 6 },
  sizes: DOUBLE_SIZES,
  make(size) {
    const { values, starts, tiles } = doublesBench(size);
    const ranges = new Uint32Array(tiles * RANGE_LENGTH);
    return {
      buffers: { values, starts, ranges },
      params: { tiles },
      bytes: (values.length + starts.length + ranges.length) * 4,
      items: size,
    };
  },
});
