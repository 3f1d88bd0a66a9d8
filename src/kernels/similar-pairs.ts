import { atomic, defineKernel, read, write, shaderText } from "../core/kernel.ts";
import main from "../../shaders/similar-pairs.wgsl" with { type: "text" };
import factors from "../../shaders/shared/factors.wgsl" with { type: "text" };
import halves from "../../shaders/shared/factors-f16.wgsl" with { type: "text" };
import products from "../../shaders/shared/products.wgsl" with { type: "text" };
import reserve from "../../shaders/shared/reserve.wgsl" with { type: "text" };
import reserveAtOnce from "../../shaders/shared/reserve-subgroups.wgsl" with { type: "text" };
import { rowProduct, tileInvocations } from "./shared/products.ts";

const ENABLE_F16 = "enable f16;\n";
const ENABLE_SUBGROUPS = "enable subgroups;\n";
const ENABLE_BOTH = "enable f16, subgroups;\n";

/**
 * Appends each pair of a row of `a` and a row of `b` whose product reaches `threshold`, in any
 * order: `left` is the row of `a`, `right` that of `b`. With `triangular` only pairs whose left is
 * less than their right count. `count` goes on counting where `capacity` pairs are there already.
 * `dims`, the length of a row, is a multiple of 4; the terms of a product are summed in any order.
 */
export const similarPairs = defineKernel({
  name: "similar-pairs",
  params: {
    aRows: "u32",
    bRows: "u32",
    dims: "u32",
    threshold: "f32",
    capacity: "u32",
    triangular: "u32",
  },
  bindings: {
    a: read("f32"),
    b: read("f32"),
    count: atomic("u32"),
    left: write("u32"),
    right: write("u32"),
  },
  workgroupSize: 256,
  invocations: ({ aRows, bRows }) => tileInvocations(aRows, bRows),
  wgsl: shaderText(main, reserve, factors, products),
  variants: [
    {
      needs: ["shader-f16", "subgroups"],
      inputs: "wgsl-f16",
      wgsl: shaderText(ENABLE_BOTH, main, reserveAtOnce, halves, products),
    },
    {
      needs: ["shader-f16"],
      inputs: "wgsl-f16",
      wgsl: shaderText(ENABLE_F16, main, reserve, halves, products),
    },
    {
      needs: ["subgroups"],
      wgsl: shaderText(ENABLE_SUBGROUPS, main, reserveAtOnce, factors, products),
    },
  ],
  cuda: "kernels-cuda/similar-pairs.cu",
  cudaInputs: ["f16", "bf16", "tf32"],
  wasm: "kernels-wasm/similar-pairs.ts",
  cpu({ a, b, count, left, right }, { aRows, bRows, dims, threshold, capacity, triangular }) {
    const least = Math.fround(threshold);
    for (let i = 0; i < aRows; i++) {
      for (let j = triangular ? i + 1 : 0; j < bRows; j++) {
        if (!(rowProduct(a, i, b, j, dims) >= least)) continue;
        const at = count[0]!;
        count[0]!++;
        if (at >= capacity) continue;
        left[at] = i;
        right[at] = j;
      }
    }
  },
});
