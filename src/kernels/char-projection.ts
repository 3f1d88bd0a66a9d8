import { defineKernel, read, write } from "../core/kernel.ts";
import main from "../../shaders/char-projection.wgsl" with { type: "text" };
import projection from "../../shaders/shared/projection.wgsl" with { type: "text" };
import shingles from "../../shaders/shared/char-shingles.wgsl" with { type: "text" };
import { projectRows } from "./shared/projection.ts";
import { charShingles } from "./shared/shingles.ts";

/**
 * Projects each row's windows of `ngram` code points, repeats included, onto `dims` sums: each window
 * adds `weight` to, or takes it from, four sums that its hash draws. `dims` is at most 2048,
 * `ngram` at most 64.
 */
export const charProjection = defineKernel({
  name: "char-projection",
  params: { rowCount: "u32", ngram: "u32", seed: "u32", dims: "u32", weight: "i32" },
  bindings: { offsets: read("u32"), words: read("u32"), sums: write("i32") },
  workgroupSize: 256,
  invocations: ({ rowCount }) => rowCount * 256,
  wgsl: main + shingles + projection,
  cuda: "kernels-cuda/char-projection.cu",
  wasm: "kernels-wasm/char-projection.ts",
  cpu(buffers, params) {
    projectRows(charShingles, buffers, params);
  },
});
