import fc from "fast-check";
import { columnHistogram, HISTOGRAM_BINS } from "../../src/kernels/column-histogram.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { matrices } from "../support/matrices.ts";

/** Counts by column and digit, zero but for the entries given. */
function counts(dims: number, entries: readonly [column: number, digit: number, count: number][]) {
  const result = new Uint32Array(dims * HISTOGRAM_BINS);
  for (const [column, digit, count] of entries) result[column * HISTOGRAM_BINS + digit] = count;
  return result;
}

kernelSuite(columnHistogram, {
  examples: [
    {
      title: "counts first digits, which sort as the values do, and leaves out what is not finite",
      buffers: {
        // Bits 0xbf800000, 0x3f800000, 0, 0x3f900000: keys 0x407fffff, 0xbf800000, 0x80000000, …
        values: Float32Array.of(-1, 1, 0, 1.125, Number.NaN, Number.NEGATIVE_INFINITY),
        prefixes: new Uint32Array(1),
        counts: counts(1, [[0, 1532, 5]]),
      },
      params: { rows: 6, dims: 1, mask: 0, shift: 21 },
      outputs: {
        counts: counts(1, [
          [0, 515, 1],
          [0, 1024, 1],
          [0, 1532, 7],
        ]),
      },
    },
    {
      title: "counts later digits of values that begin as they should",
      buffers: {
        values: Float32Array.of(1, 2, 1.125, 1.125, -1, 4),
        prefixes: Uint32Array.of(0xbf800000, 0xc0000000),
        counts: counts(2, []),
      },
      params: { rows: 3, dims: 2, mask: 0xffe00000, shift: 10 },
      outputs: {
        counts: counts(2, [
          [0, 0, 1],
          [0, 1024, 1],
          [1, 0, 1],
        ]),
      },
    },
  ],
  calls: fc
    .record({
      matrix: matrices({ maxRows: 60, maxDims: 20, extremes: [3e38, -1e-38] }),
      level: fc.constantFrom([0, 21], [0xffe00000, 10], [0xfffffc00, 0]),
    })
    .map(({ matrix: { rows, dims, values }, level: [mask, shift] }) => ({
      buffers: {
        values,
        // What the first row begins with, so that something is counted.
        prefixes: Uint32Array.from({ length: dims }, (_, column) => {
          const bits = new Int32Array(values.buffer)[column] ?? 0;
          return (bits ^ ((bits >> 31) | -0x80000000)) & mask;
        }),
        counts: new Uint32Array(dims * HISTOGRAM_BINS).fill(1),
      },
      params: { rows, dims, mask, shift },
    })),
});
