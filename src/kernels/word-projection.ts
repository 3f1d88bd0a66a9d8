import { defineKernel, read, write } from "../core/kernel.ts";
import main from "../../shaders/word-projection.wgsl" with { type: "text" };
import projection from "../../shaders/shared/projection.wgsl" with { type: "text" };
import shingles from "../../shaders/shared/word-shingles.wgsl" with { type: "text" };
import { projectRows } from "./shared/projection.ts";
import { wordShingles } from "./shared/shingles.ts";

/**
 * Projects each row's windows of `ngram` words, repeats included, onto `dims` sums: each window
 * adds `weight` to, or takes it from, four sums that its hash draws. `dims` is at most 2048,
 * `ngram` at most 64.
 */
export const wordProjection = defineKernel({
  name: "word-projection",
  params: { rowCount: "u32", ngram: "u32", seed: "u32", dims: "u32", weight: "i32" },
  bindings: { offsets: read("u32"), words: read("u32"), sums: write("i32") },
  workgroupSize: 256,
  invocations: ({ rowCount }) => rowCount * 256,
  wgsl: main + shingles + projection,
  cuda: "kernels-cuda/word-projection.cu",
  wasm: "kernels-wasm/word-projection.ts",
  cpu(buffers, params) {
    projectRows(wordShingles, buffers, params);
  },
});
