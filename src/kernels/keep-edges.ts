import { atomic, defineKernel, read } from "../core/kernel.ts";
import wgsl from "../../shaders/keep-edges.wgsl" with { type: "text" };

/** What is known of a row. */
export const rowState = { undecided: 0, kept: 1, removed: 2 } as const;

/** What the lower neighbours of a row say of it; of several, the largest counts. */
export const rowMark = { free: 0, blocked: 1, hit: 2 } as const;

/** Marks the higher row of each edge: hit by a kept lower row, or blocked by an undecided one. */
export const keepEdges = defineKernel({
  name: "keep-edges",
  params: { count: "u32" },
  bindings: {
    lower: read("u32"),
    higher: read("u32"),
    states: read("u32"),
    marks: atomic("u32"),
  },
  workgroupSize: 256,
  invocations: ({ count }) => count,
  wgsl,
  cuda: "kernels-cuda/keep-edges.cu",
  cpu({ lower, higher, states, marks }, { count }) {
    for (let edge = 0; edge < count; edge++) {
      const row = higher[edge]!;
      const neighbour = states[lower[edge]!];
      if (states[row] !== rowState.undecided || neighbour === rowState.removed) continue;
      const mark = neighbour === rowState.kept ? rowMark.hit : rowMark.blocked;
      marks[row] = Math.max(marks[row]!, mark);
    }
  },
});
