import { atomic, defineKernel } from "../core/kernel.ts";
import wgsl from "../../shaders/cc-flatten.wgsl" with { type: "text" };
import { findRoot } from "./cc-hook.ts";

/** Points each node straight at the root of its tree. */
export const ccFlatten = defineKernel({
  name: "cc-flatten",
  params: { count: "u32" },
  bindings: { parent: atomic("u32") },
  workgroupSize: 256,
  invocations: ({ count }) => count,
  wgsl,
  cuda: "kernels-cuda/cc-flatten.cu",
  cpu({ parent }, { count }) {
    for (let node = 0; node < count; node++) parent[node] = findRoot(parent, node);
  },
});
