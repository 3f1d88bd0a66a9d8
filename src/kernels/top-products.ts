import { defineKernel, read, write, shaderText } from "../core/kernel.ts";
import main from "../../shaders/top-products.wgsl" with { type: "text" };
import factors from "../../shaders/shared/factors.wgsl" with { type: "text" };
import products from "../../shaders/shared/products.wgsl" with { type: "text" };
import { rowProduct, tiles } from "./shared/products.ts";

/** The score of a place in a list that nothing has filled; its index is all ones. */
export const NO_SCORE = -3.4028234663852886e38;
export const NO_INDEX = 0xffffffff;

/**
 * For each row of `a` the `k` rows of `b` (1 to 64) with the highest `product + bias`, falling, and
 * their scores; of equal scores the lower index comes first. With `firstColumn` above 0 the rows of
 * `b` are those from there on of a longer list, and what is in `scores` and `indices` is what the
 * ones before came to. `dims`, the length of a row, is a multiple of 4; the terms of a product are
 * summed in any order.
 */
export const topProducts = defineKernel({
  name: "top-products",
  params: { aRows: "u32", bRows: "u32", dims: "u32", k: "u32", firstColumn: "u32" },
  bindings: {
    a: read("f32"),
    b: read("f32"),
    bias: read("f32"),
    scores: write("f32"),
    indices: write("u32"),
  },
  workgroupSize: 256,
  invocations: ({ aRows }) => tiles(aRows) * 256,
  wgsl: shaderText(main, factors, products),
  cuda: "kernels-cuda/top-products.cu",
  cudaInputs: ["split", "tf32", "bf16"],
  wasm: "kernels-wasm/top-products.ts",
  cpu({ a, b, bias, scores, indices }, { aRows, bRows, dims, k, firstColumn }) {
    for (let i = 0; i < aRows; i++) {
      const best = scores.subarray(i * k, (i + 1) * k);
      const found = indices.subarray(i * k, (i + 1) * k);
      if (firstColumn === 0) {
        best.fill(NO_SCORE);
        found.fill(NO_INDEX);
      }
      for (let j = 0; j < bRows; j++) {
        const score = Math.fround(rowProduct(a, i, b, j, dims) + bias[j]!);
        if (!(score > best[k - 1]!)) continue;
        let at = k - 1;
        for (; at > 0 && score > best[at - 1]!; at--) {
          best[at] = best[at - 1]!;
          found[at] = found[at - 1]!;
        }
        best[at] = score;
        found[at] = firstColumn + j;
      }
    }
  },
});
