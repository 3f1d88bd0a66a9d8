import { defineKernel, read, write } from "../core/kernel.ts";
import main from "../../shaders/word-shingle-sets.wgsl" with { type: "text" };
import shingles from "../../shaders/shared/word-shingles.wgsl" with { type: "text" };
import sets from "../../shaders/shared/shingle-sets.wgsl" with { type: "text" };
import { shingleSetRows } from "./shared/shingle-sets.ts";
import { wordShingles } from "./shared/shingles.ts";

/**
 * The set of shingle hashes of each row, ascending from `setStarts[row]`: the distinct windows
 * of `ngram` words, at most 64. Room left by repeated windows is filled with ones.
 */
export const wordShingleSets = defineKernel({
  name: "word-shingle-sets",
  params: { rowCount: "u32", ngram: "u32", seed: "u32" },
  bindings: {
    offsets: read("u32"),
    words: read("u32"),
    setStarts: read("u32"),
    hashes: write("u32"),
    counts: write("u32"),
  },
  workgroupSize: 256,
  invocations: ({ rowCount }) => rowCount * 256,
  wgsl: main + shingles + sets,
  cuda: "kernels-cuda/word-shingle-sets.cu",
  wasm: "kernels-wasm/word-shingle-sets.ts",
  cpu(buffers, params) {
    shingleSetRows(wordShingles, buffers, params);
  },
});
