import fc from "fast-check";
import { projectRows } from "../../src/kernels/project-rows.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { matrices } from "../support/matrices.ts";

const { NaN: nan } = Number;

kernelSuite(projectRows, {
  examples: [
    {
      title: "centres rows, multiplies them by the weights and adds the offsets",
      buffers: {
        values: Float32Array.of(2, 3, 4, 1, 1, 1),
        centers: Float32Array.of(1, 1, 1),
        centerRests: new Float32Array(3),
        weights: Float32Array.of(1, 0, 0, 10, 5, -1),
        offsets: Float32Array.of(100, 0),
        result: new Float32Array(4),
      },
      params: { rows: 2, dims: 3, outputs: 2 },
      outputs: { result: Float32Array.of(116, 17, 100, 0) },
    },
    {
      title: "makes a row with a value that is not finite all NaN, and no other",
      buffers: {
        values: Float32Array.of(nan, 0, 1, 2, 0, Number.POSITIVE_INFINITY),
        centers: new Float32Array(2),
        centerRests: Float32Array.of(0, 1),
        weights: Float32Array.of(1, 0, 0, 0, 1, 0),
        offsets: new Float32Array(3),
        result: new Float32Array(9),
      },
      params: { rows: 3, dims: 2, outputs: 3 },
      outputs: { result: Float32Array.of(nan, nan, nan, 1, 1, 0, nan, nan, nan) },
    },
  ],
  calls: fc
    .record({
      matrix: matrices({ maxRows: 40, maxDims: 300 }),
      outputs: fc.integer({ min: 1, max: 70 }),
    })
    .map(({ matrix: { rows, dims, values }, outputs }) => ({
      buffers: {
        values,
        centers: new Float32Array(dims).map((_, i) => (i % 7) / 3 - 1),
        centerRests: new Float32Array(dims).map((_, i) => (i % 5) * 1e-8),
        weights: new Float32Array(dims * outputs).map((_, i) => ((i * 7919) % 97) / 97 - 0.5),
        offsets: new Float32Array(outputs).map((_, i) => i / 3),
        result: new Float32Array(rows * outputs).fill(7),
      },
      params: { rows, dims, outputs },
    })),
  runs: 25,
});
