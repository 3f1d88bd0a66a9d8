import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/affine-columns.wgsl" with { type: "text" };

/** Rows that one invocation maps, for one column. */
const STRIP = 8;

/** `(value - center) * scale`, the center being a sum of two floats; what is not finite stays. */
export function affine(value: number, high: number, low: number, scale: number): number {
  return Math.fround(Math.fround(Math.fround(value - high) - low) * scale);
}

/** Maps each column of a row-major matrix: `(value - center - centerRest) * scale`, scales above 0; NaN and infinities stay. */
export const affineColumns = defineKernel({
  name: "affine-columns",
  params: { rows: "u32", dims: "u32" },
  bindings: {
    values: read("f32"),
    centers: read("f32"),
    centerRests: read("f32"),
    scales: read("f32"),
    result: write("f32"),
  },
  workgroupSize: 256,
  invocations: ({ rows, dims }) => Math.ceil(rows / STRIP) * dims,
  wgsl,
  cuda: "kernels-cuda/affine-columns.cu",
  wasm: "kernels-wasm/affine-columns.ts",
  // WGSL does not say which way the three operations round.
  tolerance: { result: { ulps: 3 } },
  cpu({ values, centers, centerRests, scales, result }, { rows, dims }) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < dims; column++) {
        const at = row * dims + column;
        result[at] = affine(values[at]!, centers[column]!, centerRests[column]!, scales[column]!);
      }
    }
  },
});
