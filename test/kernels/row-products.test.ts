import fc from "fast-check";
import { rowProducts } from "../../src/kernels/row-products.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { anyMatrix, rowCounts } from "../support/whole-matrices.ts";

function call(a: Float32Array, b: Float32Array, dims: number) {
  const [aRows, bRows] = [a.length / dims, b.length / dims];
  const products = new Float32Array(aRows * bRows);
  return { buffers: { a, b, products }, params: { aRows, bRows, dims } };
}

kernelSuite(rowProducts, {
  examples: [
    {
      title: "multiplies each row with each row",
      ...call(
        Float32Array.of(1, 2, 3, 4, 0, 0, 0, 1),
        Float32Array.of(1, 1, 1, 1, 0, 2, 0, 0, 0.5, 0, 0, -1),
        4,
      ),
      outputs: { products: Float32Array.of(10, 4, -3.5, 1, 0, -1) },
    },
    {
      title: "has nothing to do without rows",
      ...call(new Float32Array(0), Float32Array.of(1, 1, 1, 1), 4),
      outputs: { products: new Float32Array(0) },
    },
    {
      title: "holds rows of more dimensions than a tile of them fits scratch memory",
      ...call(new Float32Array(2 * 8192).fill(1), new Float32Array(70 * 8192).fill(2), 8192),
      outputs: { products: new Float32Array(140).fill(16_384) },
    },
  ],
  calls: fc
    .constantFrom(4, 8, 16, 20, 68)
    .chain((dims) =>
      fc
        .tuple(anyMatrix(rowCounts, dims), anyMatrix(rowCounts, dims))
        .map(([a, b]) => call(a, b, dims)),
    ),
});
