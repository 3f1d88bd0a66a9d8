import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/gather.wgsl" with { type: "text" };

/** Picks values by index: `result[i] = values[indices[i]]`. */
export const gather = defineKernel({
  name: "gather",
  params: { count: "u32" },
  bindings: { indices: read("u32"), values: read("u32"), result: write("u32") },
  workgroupSize: 256,
  invocations: ({ count }) => count,
  wgsl,
  cuda: "kernels-cuda/gather.cu",
  wasm: "kernels-wasm/gather.ts",
  cpu({ indices, values, result }, { count }) {
    for (let i = 0; i < count; i++) result[i] = values[indices[i]!]!;
  },
});
