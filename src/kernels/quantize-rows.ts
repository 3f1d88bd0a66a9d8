import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/quantize-rows.wgsl" with { type: "text" };
import { affine } from "./affine-columns.ts";
import { toEven } from "./shared/to-even.ts";

/** The largest integer of 15 bits. */
export const QUANTIZED_MAX = 16383;

/** Maps each column to integers of 15 bits, two rows to a word: `(value - center - centerRest) * scale`, halves to even; what is not finite, and a row that is not there, is 0. */
export const quantizeRows = defineKernel({
  name: "quantize-rows",
  params: { rows: "u32", dims: "u32" },
  bindings: {
    values: read("f32"),
    centers: read("f32"),
    centerRests: read("f32"),
    scales: read("f32"),
    pairs: write("u32"),
  },
  workgroupSize: 256,
  invocations: ({ rows, dims }) => Math.ceil(rows / 2) * dims,
  wgsl,
  cuda: "kernels-cuda/quantize-rows.cu",
  wasm: "kernels-wasm/quantize-rows.ts",
  cpu({ values, centers, centerRests, scales, pairs }, { rows, dims }) {
    const quantized = (row: number, column: number): number => {
      const value = row < rows ? values[row * dims + column]! : 0;
      if (row >= rows || !Number.isFinite(value)) return 0;
      const mapped = affine(value, centers[column]!, centerRests[column]!, scales[column]!);
      return toEven(Math.max(-QUANTIZED_MAX, Math.min(QUANTIZED_MAX, mapped)));
    };
    for (let row = 0; row < rows; row += 2) {
      for (let column = 0; column < dims; column++) {
        const low = quantized(row, column) & 0xffff;
        pairs[(row / 2) * dims + column] = low | (quantized(row + 1, column) << 16);
      }
    }
  },
});
