import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/compact.wgsl" with { type: "text" };

/** Moves the flagged values to their positions: `result[positions[i]] = values[i]`. */
export const compact = defineKernel({
  name: "compact",
  params: { count: "u32" },
  bindings: {
    values: read("u32"),
    flags: read("u32"),
    positions: read("u32"),
    result: write("u32"),
  },
  workgroupSize: 256,
  invocations: ({ count }) => count,
  wgsl,
  cuda: "kernels-cuda/compact.cu",
  cpu({ values, flags, positions, result }, { count }) {
    for (let i = 0; i < count; i++) {
      if (flags[i] !== 0) result[positions[i]!] = values[i]!;
    }
  },
});
