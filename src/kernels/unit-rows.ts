import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/unit-rows.wgsl" with { type: "text" };
import { affine } from "./affine-columns.ts";

/** Rows without a value above this count as zero: devices may flush what is near the least float. */
const ZERO_ROW = 2 ** -100;

/** Invocations that share a row: a power of two, at most 64. */
export function lanesOf(dims: number): number {
  return Math.min(64, 2 ** Math.ceil(Math.log2(Math.max(1, dims / 4))));
}

/** Scales each row to length 1, after the affine map of its columns where `mapped` is 1; zero rows stay zero, a row with a value that is not finite becomes NaN. */
export const unitRows = defineKernel({
  name: "unit-rows",
  params: { rows: "u32", dims: "u32", lanes: "u32", mapped: "u32" },
  bindings: {
    values: read("f32"),
    centers: read("f32"),
    centerRests: read("f32"),
    scales: read("f32"),
    result: write("f32"),
  },
  workgroupSize: 256,
  invocations: ({ rows, lanes }) => rows * lanes,
  wgsl,
  cuda: "kernels-cuda/unit-rows.cu",
  wasm: "kernels-wasm/unit-rows.ts",
  // The sum of a row's squares has an error of about dims / lanes ulps, its root half of that.
  tolerance: { result: { ulps: 16 } },
  cpu({ values, centers, centerRests, scales, result }, { rows, dims, mapped }) {
    for (let row = 0; row < rows; row++) {
      const start = row * dims;
      let sum = 0;
      let largest = 0;
      for (let column = 0; column < dims; column++) {
        const given = values[start + column]!;
        const value =
          mapped === 0
            ? given
            : affine(given, centers[column]!, centerRests[column]!, scales[column]!);
        result[start + column] = value;
        sum += value * value;
        largest = Math.max(largest, Math.abs(value));
      }
      const scaled = result.subarray(start, start + dims);
      if (!(largest < Number.POSITIVE_INFINITY)) scaled.fill(Number.NaN);
      else if (largest < ZERO_ROW) scaled.fill(0);
      else {
        const length = Math.sqrt(sum);
        for (let column = 0; column < dims; column++) scaled[column]! /= length;
      }
    }
  },
});
