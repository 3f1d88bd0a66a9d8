import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/radix-scatter.wgsl" with { type: "text" };
import { DIGITS, TILE, tilesOf } from "./radix-histogram.ts";

/** Moves pairs, stably, to where their tile's keys of that 8-bit digit start: `offsets`. */
export const radixScatter = defineKernel({
  name: "radix-scatter",
  params: { count: "u32", shift: "u32" },
  bindings: {
    keys: read("u32"),
    values: read("u32"),
    offsets: read("u32"),
    sortedKeys: write("u32"),
    sortedValues: write("u32"),
  },
  workgroupSize: 256,
  invocations: ({ count }) => tilesOf(count) * 256,
  wgsl,
  cuda: "kernels-cuda/radix-scatter.cu",
  wasm: "kernels-wasm/radix-scatter.ts",
  cpu({ keys, values, offsets, sortedKeys, sortedValues }, { count, shift }) {
    const tiles = tilesOf(count);
    const next = new Uint32Array(DIGITS);
    for (let i = 0; i < count; i++) {
      if (i % TILE === 0) {
        for (let digit = 0; digit < DIGITS; digit++) {
          next[digit] = offsets[digit * tiles + i / TILE]!;
        }
      }
      const digit = (keys[i]! >>> shift) & 0xff;
      const to = next[digit]!;
      next[digit] = to + 1;
      sortedKeys[to] = keys[i]!;
      sortedValues[to] = values[i]!;
    }
  },
});
