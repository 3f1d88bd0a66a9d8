import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/row-hash.wgsl" with { type: "text" };
import { murmur3 } from "./shared/murmur3.ts";
import { rowBytes } from "./shared/shingles.ts";

/** Hashes the bytes of each row with MurmurHash3_x86_128: four words a row. */
export const rowHash = defineKernel({
  name: "row-hash",
  params: { rowCount: "u32", seed: "u32" },
  bindings: { offsets: read("u32"), words: read("u32"), hashes: write("u32") },
  workgroupSize: 64,
  invocations: ({ rowCount }) => rowCount,
  wgsl,
  cuda: "kernels-cuda/row-hash.cu",
  wasm: "kernels-wasm/row-hash.ts",
  cpu({ offsets, words, hashes }, { rowCount, seed }) {
    for (let row = 0; row < rowCount; row++) {
      murmur3(rowBytes(offsets, words, row), seed, hashes.subarray(4 * row, 4 * row + 4));
    }
  },
});
