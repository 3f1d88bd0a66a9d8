import { similarPairs } from "../../src/kernels/similar-pairs.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";
import { DIMS, PRODUCT_SIZES, productRows, wholeRows } from "../support/products-bench.ts";

/** About 5 standard deviations of a product: few reach it. */
const THRESHOLD = 5 * Math.sqrt(DIMS) * 90;

export const bench = defineKernelBench({
  kernel: similarPairs,
  unit: "products",
  work: { on: "f32", operations: 2 * DIMS },
  sizes: PRODUCT_SIZES,
  make(size) {
    const { aRows, bRows } = productRows(size);
    const capacity = 4096;
    return {
      buffers: {
        a: wholeRows(aRows, 1),
        b: wholeRows(bRows, 2),
        count: new Uint32Array(1),
        left: new Uint32Array(capacity),
        right: new Uint32Array(capacity),
      },
      params: { aRows, bRows, dims: DIMS, threshold: THRESHOLD, capacity, triangular: 0 },
      bytes: (aRows + bRows) * DIMS * 4,
      items: aRows * bRows,
    };
  },
  settle({ count, left, right }) {
    const pairs = Array.from(left.subarray(0, count[0]), (i, at) => [i, right[at]!] as const);
    pairs.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
    pairs.forEach(([i, j], at) => {
      left[at] = i;
      right[at] = j;
    });
  },
});
