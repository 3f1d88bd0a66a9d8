import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/reduce.wgsl" with { type: "text" };

/** Values per block of `reduce` and `scan`. */
export const BLOCK = 2048;

/** The `operation` parameter of `reduce`. */
export const reductions = { sum: 0, min: 1, max: 2 } as const;

const combine = [
  (a: number, b: number) => (a + b) >>> 0,
  (a: number, b: number) => Math.min(a, b),
  (a: number, b: number) => Math.max(a, b),
];
const identity = [0, 0xffffffff, 0];

/** Blocks of `count` values; no values are one empty block. */
export function blocksOf(count: number): number {
  return Math.max(1, Math.ceil(count / BLOCK));
}

/** Reduces each block of 2048 values to its sum, min or max; no values are one empty block. */
export const reduce = defineKernel({
  name: "reduce",
  params: { count: "u32", operation: "u32" },
  bindings: { values: read("u32"), results: write("u32") },
  workgroupSize: 256,
  invocations: ({ count }) => blocksOf(count) * 256,
  wgsl,
  cuda: "kernels-cuda/reduce.cu",
  cpu({ values, results }, { count, operation }) {
    for (let block = 0; block < blocksOf(count); block++) {
      const end = Math.min(count, (block + 1) * BLOCK);
      let result = identity[operation]!;
      for (let i = block * BLOCK; i < end; i++) result = combine[operation]!(result, values[i]!);
      results[block] = result;
    }
  },
});
