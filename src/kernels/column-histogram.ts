import { atomic, defineKernel, read } from "../core/kernel.ts";
import wgsl from "../../shaders/column-histogram.wgsl" with { type: "text" };

/** Values of a digit. */
export const HISTOGRAM_BINS = 2048;

/** Rows that one invocation counts, for one column. */
const STRIP = 8;
const INFINITY_BITS = 0x7f800000;

/** Counts, for each column, the 11-bit digits at `shift` of its finite values' keys, of those keys that are `prefixes[column]` under `mask`. A key is the float's bits, so changed that keys sort as unsigned integers as values do. */
export const columnHistogram = defineKernel({
  name: "column-histogram",
  params: { rows: "u32", dims: "u32", mask: "u32", shift: "u32" },
  bindings: { values: read("f32"), prefixes: read("u32"), counts: atomic("u32") },
  workgroupSize: 256,
  invocations: ({ rows, dims }) => Math.ceil(rows / STRIP) * dims,
  wgsl,
  cuda: "kernels-cuda/column-histogram.cu",
  cpu({ values, prefixes, counts }, { rows, dims, mask, shift }) {
    const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < dims; column++) {
        const value = bits[row * dims + column]!;
        if ((value & INFINITY_BITS) === INFINITY_BITS) continue;
        const key = value ^ ((value >> 31) | -0x80000000);
        if ((key & mask) !== (prefixes[column]! | 0)) continue;
        counts[column * HISTOGRAM_BINS + ((key >>> shift) & (HISTOGRAM_BINS - 1))]!++;
      }
    }
  },
});
