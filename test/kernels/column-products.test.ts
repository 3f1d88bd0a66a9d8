import fc from "fast-check";
import { columnProducts } from "../../src/kernels/column-products.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

const pair = (low: number, high: number): number => (high << 16) | (low & 0xffff);

kernelSuite(columnProducts, {
  examples: [
    {
      title: "sums products over the rows, two of them in a word",
      buffers: {
        // Rows (1, -2), (3, 4), (5, 0).
        quantized: Uint32Array.of(pair(1, 3), pair(-2, 4), pair(5, 0), pair(0, 0)),
        products: new Uint32Array(8),
      },
      params: { pairs: 2, dims: 2 },
      outputs: { products: Uint32Array.of(35, 0, 10, 0, 10, 0, 20, 0) },
    },
    {
      title: "has sums of 64 bits, and below zero",
      buffers: {
        quantized: Uint32Array.from({ length: 40 }, (_, i) =>
          i % 2 === 0 ? pair(16383, 16383) : pair(-16383, -16383),
        ),
        products: new Uint32Array(8),
      },
      params: { pairs: 20, dims: 2 },
      // 40 * 16383^2 = 2 * 2^32 + 2146172968.
      outputs: {
        products: Uint32Array.of(
          ...[2146172968, 2, 2148794328, 4294967293],
          ...[2148794328, 4294967293, 2146172968, 2],
        ),
      },
    },
  ],
  calls: fc
    .record({
      pairs: fc.constantFrom(0, 1, 3, 4, 17, 63, 64, 65, 130),
      dims: fc.integer({ min: 1, max: 70 }),
      seed: fc.array(fc.integer({ min: -16383, max: 16383 }), { minLength: 1, maxLength: 61 }),
    })
    .map(({ pairs, dims, seed }) => ({
      buffers: {
        quantized: Uint32Array.from({ length: pairs * dims }, (_, i) =>
          pair(seed[(i * 7) % seed.length]!, seed[(i * 11 + 3) % seed.length]!),
        ),
        products: new Uint32Array(2 * dims * dims).fill(7),
      },
      params: { pairs, dims },
    })),
  runs: 20,
});
