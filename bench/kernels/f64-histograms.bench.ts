import { BINS_LENGTH, f64Histograms } from "../../src/kernels/f64-histograms.ts";
import { f64Ranges, RANGE_LENGTH } from "../../src/kernels/f64-ranges.ts";
import {
  DOUBLE_SIZES,
  type DoublesCall,
  doublesBench,
  edgeDoubles,
} from "../support/doubles-bench.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: f64Histograms,
  unit: "values",
  work: { on: "u32", operations: 12 },
  sizes: DOUBLE_SIZES,
  make: (size) => call(doublesBench(size)),
  edges: () => [call(edgeDoubles())],
});

function call({ values, starts, tiles }: DoublesCall) {
  const ranges = new Uint32Array(tiles * RANGE_LENGTH);
  f64Ranges.cpu({ values, starts, ranges }, { tiles });
  const bins = new Uint32Array(tiles * BINS_LENGTH);
  return {
    buffers: { values, starts, ranges, bins },
    params: { tiles },
    bytes: (values.length + starts.length + ranges.length + bins.length) * 4,
    items: values.length / 2,
  };
}
