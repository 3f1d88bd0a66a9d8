import { quantizeRows } from "../../src/kernels/quantize-rows.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { matrices } from "../support/matrices.ts";

/** Two integers of 16 bits as a word. */
const pair = (low: number, high: number): number => ((high << 16) | (low & 0xffff)) >>> 0;

kernelSuite(quantizeRows, {
  examples: [
    {
      title: "rounds to integers, halves to even, and puts two rows into a word",
      buffers: {
        values: Float32Array.of(1.5, -2.5, 2.5, 7, 3, 4),
        centers: Float32Array.of(0, 1),
        centerRests: new Float32Array(2),
        scales: Float32Array.of(1, 2),
        pairs: new Uint32Array(4),
      },
      params: { rows: 3, dims: 2 },
      outputs: { pairs: Uint32Array.of(pair(2, 2), pair(-7, 12), pair(3, 0), pair(6, 0)) },
    },
    {
      title: "ends at 15 bits, and takes what is not finite for 0",
      buffers: {
        values: Float32Array.of(1e9, -1e9, Number.NaN, Number.NEGATIVE_INFINITY, 0, 0),
        centers: Float32Array.of(0),
        centerRests: new Float32Array(1),
        scales: Float32Array.of(1),
        pairs: new Uint32Array(3),
      },
      params: { rows: 6, dims: 1 },
      outputs: { pairs: Uint32Array.of(pair(16383, -16383), pair(0, 0), pair(0, 0)) },
    },
  ],
  calls: matrices({ maxRows: 40, maxDims: 70, extremes: [1e20, -1e20] }).map(
    ({ rows, dims, values }) => ({
      buffers: {
        values,
        centers: new Float32Array(dims).map((_, i) => (i % 7) - 3.1),
        centerRests: new Float32Array(dims).map((_, i) => (i % 5) * 1e-8),
        scales: new Float32Array(dims).map((_, i) => 100 * (1 + (i % 11))),
        pairs: new Uint32Array(Math.ceil(rows / 2) * dims).fill(7),
      },
      params: { rows, dims },
    }),
  ),
});
