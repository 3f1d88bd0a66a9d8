import fc from "fast-check";
import { gatherRows } from "../../src/kernels/gather-rows.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { wholeNumbers } from "../support/whole-matrices.ts";

kernelSuite(gatherRows, {
  examples: [
    {
      title: "picks in the order of the rows, repeats allowed",
      buffers: {
        rows: Uint32Array.of(2, 0, 2),
        values: Float32Array.of(1, 2, 3, 4, 5, 6),
        result: new Float32Array(6),
      },
      params: { count: 3, dims: 2 },
      outputs: { result: Float32Array.of(5, 6, 1, 2, 5, 6) },
    },
  ],
  calls: fc
    .record({
      rowCount: fc.integer({ min: 1, max: 40 }),
      count: fc.integer({ min: 0, max: 60 }),
      dims: fc.constantFrom(1, 3, 4, 256, 300),
      seed: fc.integer(),
    })
    .map(({ rowCount, count, dims, seed }) => {
      const half = (rowCount - 1) / 2;
      return {
        buffers: {
          rows: Uint32Array.from(wholeNumbers(count, seed, half), (value) => value + half),
          values: wholeNumbers(rowCount * dims, seed + 1, 9),
          result: new Float32Array(count * dims),
        },
        params: { count, dims },
      };
    }),
});
