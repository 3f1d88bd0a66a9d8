import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/scatter.wgsl" with { type: "text" };

/** Places values by index, the indices being distinct: `result[indices[i]] = values[i]`. */
export const scatter = defineKernel({
  name: "scatter",
  params: { count: "u32" },
  bindings: { indices: read("u32"), values: read("u32"), result: write("u32") },
  workgroupSize: 256,
  invocations: ({ count }) => count,
  wgsl,
  cuda: "kernels-cuda/scatter.cu",
  cpu({ indices, values, result }, { count }) {
    for (let i = 0; i < count; i++) result[indices[i]!] = values[i]!;
  },
});
