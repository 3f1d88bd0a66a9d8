import { defineKernel, read, write } from "../core/kernel.ts";
import main from "../../shaders/word-signature.wgsl" with { type: "text" };
import shingles from "../../shaders/shared/word-shingles.wgsl" with { type: "text" };
import pack from "../../shaders/shared/sketch-pack.wgsl" with { type: "text" };
import sketch from "../../shaders/shared/sketch.wgsl" with { type: "text" };
import { wordShingles } from "./shared/shingles.ts";
import { sketchRows } from "./shared/sketch.ts";

/**
 * Signs each row: the similarity sketch of its windows of `ngram` words, in `2 ** slotBits`
 * slots (64 to 512). `rounds` is `signatureRounds` of as many slots, `ngram` at most 64. A row
 * without windows has a signature of all ones and counts 0 shingles.
 */
export const wordSignature = defineKernel({
  name: "word-signature",
  params: { rowCount: "u32", ngram: "u32", seed: "u32", slotBits: "u32" },
  bindings: {
    offsets: read("u32"),
    words: read("u32"),
    rounds: read("u32"),
    signatures: write("u32"),
    shingleCounts: write("u32"),
  },
  workgroupSize: 256,
  invocations: ({ rowCount }) => rowCount * 256,
  wgsl: main + shingles + sketch + pack,
  cuda: "kernels-cuda/word-signature.cu",
  wasm: "kernels-wasm/word-signature.ts",
  cpu(buffers, params) {
    sketchRows(wordShingles, buffers, params);
  },
});
