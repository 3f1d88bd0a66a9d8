import { defineKernel, write } from "../core/kernel.ts";
import wgsl from "../../shaders/iota.wgsl" with { type: "text" };

/** Counts up: `result[i] = i`. */
export const iota = defineKernel({
  name: "iota",
  params: { count: "u32" },
  bindings: { result: write("u32") },
  workgroupSize: 256,
  invocations: ({ count }) => count,
  wgsl,
  cuda: "kernels-cuda/iota.cu",
  cpu({ result }, { count }) {
    for (let i = 0; i < count; i++) result[i] = i;
  },
});
