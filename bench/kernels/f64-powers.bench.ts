import { f64Powers, POWER_LENGTH } from "../../src/kernels/f64-powers.ts";
import { DOUBLE_SIZES, doublesBench } from "../support/doubles-bench.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: f64Powers,
  unit: "values",
  work: { on: "u32", operations: 40 },
  sizes: DOUBLE_SIZES,
  make(size) {
    const { values, starts, tiles } = doublesBench(size);
    const powers = new Uint32Array(tiles * POWER_LENGTH);
    return {
      buffers: { values, starts, powers },
      params: { tiles },
      bytes: (values.length + starts.length + powers.length) * 4,
      items: size,
    };
  },
});
