import { defineKernel, read, write, shaderText } from "../core/kernel.ts";
import main from "../../shaders/row-products.wgsl" with { type: "text" };
import factors from "../../shaders/shared/factors.wgsl" with { type: "text" };
import products from "../../shaders/shared/products.wgsl" with { type: "text" };
import { rowProduct, tileInvocations } from "./shared/products.ts";

/**
 * The product of each row of `a` with each row of `b`: `A·Bᵀ`, row-major. `dims`, the length of a
 * row, is a multiple of 4. The terms of a product are summed in any order.
 */
export const rowProducts = defineKernel({
  name: "row-products",
  params: { aRows: "u32", bRows: "u32", dims: "u32" },
  bindings: { a: read("f32"), b: read("f32"), products: write("f32") },
  workgroupSize: 256,
  invocations: ({ aRows, bRows }) => tileInvocations(aRows, bRows),
  wgsl: shaderText(main, factors, products),
  cuda: "kernels-cuda/row-products.cu",
  cudaInputs: ["split", "tf32", "bf16", "f16"],
  wasm: "kernels-wasm/row-products.ts",
  cpu({ a, b, products: result }, { aRows, bRows, dims }) {
    for (let i = 0; i < aRows; i++) {
      for (let j = 0; j < bRows; j++) result[i * bRows + j] = rowProduct(a, i, b, j, dims);
    }
  },
});
