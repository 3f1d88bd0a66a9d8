import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/radix-histogram.wgsl" with { type: "text" };

/** Keys per tile of the radix kernels. */
export const TILE = 2048;

/** Values of a digit: keys are sorted by 8 bits at a time. */
export const DIGITS = 256;

export function tilesOf(count: number): number {
  return Math.ceil(count / TILE);
}

/** Counts the keys of each 8-bit digit in each tile of 2048: `counts[digit * tiles + tile]`. */
export const radixHistogram = defineKernel({
  name: "radix-histogram",
  params: { count: "u32", shift: "u32" },
  bindings: { keys: read("u32"), counts: write("u32") },
  workgroupSize: 256,
  invocations: ({ count }) => tilesOf(count) * 256,
  wgsl,
  cuda: "kernels-cuda/radix-histogram.cu",
  wasm: "kernels-wasm/radix-histogram.ts",
  cpu({ keys, counts }, { count, shift }) {
    const tiles = tilesOf(count);
    counts.fill(0, 0, DIGITS * tiles);
    for (let i = 0; i < count; i++) {
      const digit = (keys[i]! >>> shift) & 0xff;
      const at = digit * tiles + Math.floor(i / TILE);
      counts[at] = counts[at]! + 1;
    }
  },
});
