import { topProducts } from "../../src/kernels/top-products.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";
import { DIMS, PRODUCT_SIZES, productRows, wholeRows } from "../support/products-bench.ts";

const K = 4;

export const bench = defineKernelBench({
  kernel: topProducts,
  unit: "products",
  work: { on: "f32", operations: 2 * DIMS + 2 },
  sizes: PRODUCT_SIZES,
  make(size) {
    const { aRows, bRows } = productRows(size);
    return {
      buffers: {
        a: wholeRows(aRows, 1),
        b: wholeRows(bRows, 2),
        bias: wholeRows(Math.ceil(bRows / DIMS), 3).subarray(0, bRows),
        scores: new Float32Array(aRows * K),
        indices: new Uint32Array(aRows * K),
      },
      params: { aRows, bRows, dims: DIMS, k: K, firstColumn: 0 },
      bytes: ((aRows + bRows) * DIMS + bRows + 2 * K * aRows) * 4,
      items: aRows * bRows,
    };
  },
});
