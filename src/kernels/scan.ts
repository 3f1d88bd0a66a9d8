import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/scan.wgsl" with { type: "text" };
import { BLOCK } from "./reduce.ts";

/** Sums up the values before each within its block of 2048, starting at the block's offset. */
export const scan = defineKernel({
  name: "scan",
  params: { count: "u32" },
  bindings: { values: read("u32"), offsets: read("u32"), prefix: write("u32") },
  workgroupSize: 256,
  invocations: ({ count }) => Math.ceil(count / BLOCK) * 256,
  wgsl,
  cuda: "kernels-cuda/scan.cu",
  wasm: "kernels-wasm/scan.ts",
  cpu({ values, offsets, prefix }, { count }) {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      if (i % BLOCK === 0) sum = offsets[i / BLOCK]!;
      prefix[i] = sum;
      sum += values[i]!;
    }
  },
});
