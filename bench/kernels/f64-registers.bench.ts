import { f64Registers } from "../../src/kernels/f64-registers.ts";
import {
  DOUBLE_SIZES,
  type DoublesCall,
  doublesBench,
  edgeDoubles,
} from "../support/doubles-bench.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";

const PRECISION = 14;

export const bench = defineKernelBench({
  kernel: f64Registers,
  unit: "values",
  work: { on: "u32", operations: 30 },
  sizes: DOUBLE_SIZES,
  make: (size) => call(doublesBench(size)),
  edges: () => [call(edgeDoubles())],
});

function call({ values, starts, tiles }: DoublesCall) {
  const targets = new Uint32Array(2 * tiles).map((_, i) => (i % 2) * PRECISION);
  const registers = new Uint32Array(2 ** PRECISION);
  return {
    buffers: { values, starts, targets, registers },
    params: { tiles },
    bytes: (values.length + starts.length + targets.length + registers.length) * 4,
    items: values.length / 2,
  };
}
