import { f64Powers, POWER_LENGTH } from "../../src/kernels/f64-powers.ts";
import {
  DOUBLE_SIZES,
  type DoublesCall,
  doublesBench,
  edgeDoubles,
} from "../support/doubles-bench.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: f64Powers,
  unit: "values",
  // 21 products of words, each a low and a high one that is added, and 24 words with carries.
  work: { on: "u32", operations: 21 * 4 + 24 * 2 },
  sizes: DOUBLE_SIZES,
  make: (size) => call(doublesBench(size)),
  edges: () => [call(edgeDoubles())],
});

function call({ values, starts, tiles }: DoublesCall) {
  const powers = new Uint32Array(tiles * POWER_LENGTH);
  return {
    buffers: { values, starts, powers },
    params: { tiles },
    bytes: (values.length + starts.length + powers.length) * 4,
    items: values.length / 2,
  };
}
