import { rowProducts } from "../../src/kernels/row-products.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";
import { DIMS, PRODUCT_SIZES, productRows, wholeRows } from "../support/products-bench.ts";

export const bench = defineKernelBench({
  kernel: rowProducts,
  unit: "products",
  work: { on: "f32", operations: 2 * DIMS },
  sizes: PRODUCT_SIZES,
  make(size) {
    const { aRows, bRows } = productRows(size);
    const items = aRows * bRows;
    return {
      buffers: {
        a: wholeRows(aRows, 1),
        b: wholeRows(bRows, 2),
        products: new Float32Array(items),
      },
      params: { aRows, bRows, dims: DIMS },
      bytes: ((aRows + bRows) * DIMS + items) * 4,
      items,
    };
  },
});
