import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/gather-rows.wgsl" with { type: "text" };

/** Picks `count` rows of a row-major matrix: row `i` of the result is row `rows[i]` of `values`. */
export const gatherRows = defineKernel({
  name: "gather-rows",
  params: { count: "u32", dims: "u32" },
  bindings: { rows: read("u32"), values: read("f32"), result: write("f32") },
  workgroupSize: 256,
  invocations: ({ count, dims }) => count * dims,
  wgsl,
  cuda: "kernels-cuda/gather-rows.cu",
  wasm: "kernels-wasm/gather-rows.ts",
  cpu({ rows, values, result }, { count, dims }) {
    for (let i = 0; i < count; i++) {
      const from = rows[i]! * dims;
      result.set(values.subarray(from, from + dims), i * dims);
    }
  },
});
