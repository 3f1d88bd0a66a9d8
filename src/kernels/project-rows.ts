import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/project-rows.wgsl" with { type: "text" };

/** Rows and outputs of a tile. */
const TILE = 32;

/** Multiplies each row of a matrix, centred, by a matrix of weights: `(values - centers - centerRests) * weights + offsets`; a row with a value that is not finite becomes NaN. */
export const projectRows = defineKernel({
  name: "project-rows",
  params: { rows: "u32", dims: "u32", outputs: "u32" },
  bindings: {
    values: read("f32"),
    centers: read("f32"),
    centerRests: read("f32"),
    weights: read("f32"),
    offsets: read("f32"),
    result: write("f32"),
  },
  workgroupSize: 64,
  invocations: ({ rows, outputs }) => Math.ceil(rows / TILE) * Math.ceil(outputs / TILE) * 64,
  wgsl,
  cuda: "kernels-cuda/project-rows.cu",
  wasm: "kernels-wasm/project-rows.ts",
  // Products that cancel leave an error of about dims * 2^-24 of the largest; of values near 1.
  tolerance: { result: { ulps: 16, absolute: 2 ** -13 } },
  cpu({ values, centers, centerRests, weights, offsets, result }, { rows, dims, outputs }) {
    const centred = new Float64Array(dims);
    for (let row = 0; row < rows; row++) {
      let finite = true;
      for (let i = 0; i < dims; i++) {
        const value = values[row * dims + i]!;
        finite &&= Number.isFinite(value);
        centred[i] = Math.fround(Math.fround(value - centers[i]!) - centerRests[i]!);
      }
      for (let output = 0; output < outputs; output++) {
        let sum = offsets[output]!;
        for (let i = 0; i < dims; i++) sum += centred[i]! * weights[i * outputs + output]!;
        result[row * outputs + output] = finite ? sum : Number.NaN;
      }
    }
  },
});
