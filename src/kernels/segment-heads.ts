import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/segment-heads.wgsl" with { type: "text" };

/** Flags each 64-bit key that differs from the one before it; the first always. */
export const segmentHeads = defineKernel({
  name: "segment-heads",
  params: { count: "u32" },
  bindings: { hi: read("u32"), lo: read("u32"), heads: write("u32") },
  workgroupSize: 256,
  invocations: ({ count }) => count,
  wgsl,
  cuda: "kernels-cuda/segment-heads.cu",
  cpu({ hi, lo, heads }, { count }) {
    for (let i = 0; i < count; i++) {
      heads[i] = i === 0 || hi[i] !== hi[i - 1] || lo[i] !== lo[i - 1] ? 1 : 0;
    }
  },
});
