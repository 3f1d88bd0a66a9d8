import { atomic, defineKernel, read } from "../core/kernel.ts";
import wgsl from "../../shaders/cc-hook.wgsl" with { type: "text" };

/** Joins the trees of each edge's two nodes: the larger root is hooked under the smaller. */
export const ccHook = defineKernel({
  name: "cc-hook",
  params: { count: "u32" },
  bindings: { left: read("u32"), right: read("u32"), parent: atomic("u32") },
  workgroupSize: 256,
  invocations: ({ count }) => count,
  wgsl,
  cuda: "kernels-cuda/cc-hook.cu",
  cpu({ left, right, parent }, { count }) {
    for (let edge = 0; edge < count; edge++) {
      const a = findRoot(parent, left[edge]!);
      const b = findRoot(parent, right[edge]!);
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  },
});

/** The root above a node; halves the path on the way. */
export function findRoot(parent: Uint32Array, node: number): number {
  let at = node;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]!]!;
    at = parent[at]!;
  }
  return at;
}
