import { defineKernel, write } from "../core/kernel.ts";
import wgsl from "../../shaders/keep-rows.wgsl" with { type: "text" };
import { rowMark, rowState } from "./keep-edges.ts";

/** Decides undecided rows by their marks, hit removed and free kept, and clears the marks. */
export const keepRows = defineKernel({
  name: "keep-rows",
  params: { count: "u32" },
  bindings: { marks: write("u32"), states: write("u32") },
  workgroupSize: 256,
  invocations: ({ count }) => count,
  wgsl,
  cuda: "kernels-cuda/keep-rows.cu",
  cpu({ marks, states }, { count }) {
    for (let row = 0; row < count; row++) {
      if (states[row] !== rowState.undecided) continue;
      if (marks[row] === rowMark.free) states[row] = rowState.kept;
      if (marks[row] === rowMark.hit) states[row] = rowState.removed;
      marks[row] = rowMark.free;
    }
  },
});
