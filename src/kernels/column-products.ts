import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/column-products.wgsl" with { type: "text" };

/** Columns of a tile of products. */
const TILE = 32;

function tilesOf(dims: number): number {
  const across = Math.ceil(dims / TILE);
  return (across * (across + 1)) / 2;
}

/** Sums the products of each two columns of 15-bit integers, of which a word holds two rows: an i64 at `products[2 * (i * dims + j)]`, for columns `j` of the tile of 32 that `i` is in, or of a later one. */
export const columnProducts = defineKernel({
  name: "column-products",
  params: { pairs: "u32", dims: "u32" },
  bindings: { quantized: read("u32"), products: write("u32") },
  workgroupSize: 64,
  invocations: ({ dims }) => tilesOf(dims) * 64,
  wgsl,
  cuda: "kernels-cuda/column-products.cu",
  wasm: "kernels-wasm/column-products.ts",
  cpu({ quantized, products }, { pairs, dims }) {
    const low = Int32Array.from(quantized, (word) => (word << 16) >> 16);
    const high = Int32Array.from(quantized, (word) => word >> 16);
    for (let i = 0; i < dims; i++) {
      for (let j = i - (i % TILE); j < dims; j++) {
        let sum = 0;
        for (let pair = 0; pair < pairs; pair++) {
          const [a, b] = [pair * dims + i, pair * dims + j];
          sum += low[a]! * low[b]! + high[a]! * high[b]!;
        }
        const at = 2 * (i * dims + j);
        products[at] = sum;
        products[at + 1] = Math.floor(sum / 2 ** 32);
      }
    }
  },
});
