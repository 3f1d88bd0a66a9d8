import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/shared-keys.wgsl" with { type: "text" };

/** Flags each entry whose segment, which starts at a head, has more than one entry. */
export const sharedKeys = defineKernel({
  name: "shared-keys",
  params: { count: "u32" },
  bindings: { heads: read("u32"), flags: write("u32") },
  workgroupSize: 256,
  invocations: ({ count }) => count,
  wgsl,
  cuda: "kernels-cuda/shared-keys.cu",
  cpu({ heads, flags }, { count }) {
    for (let i = 0; i < count; i++) {
      const nextIsHead = i + 1 === count || heads[i + 1] === 1;
      flags[i] = heads[i] === 1 && nextIsHead ? 0 : 1;
    }
  },
});
