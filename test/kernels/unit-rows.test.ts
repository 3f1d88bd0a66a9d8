import fc from "fast-check";
import { lanesOf, unitRows } from "../../src/kernels/unit-rows.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { matrices } from "../support/matrices.ts";

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const LARGEST = 3.4028234663852886e38;

/** A call without the map of the columns. */
function plain(dims: number, ...values: readonly number[]) {
  return {
    buffers: {
      values: Float32Array.from(values),
      centers: new Float32Array(1),
      centerRests: new Float32Array(1),
      scales: new Float32Array(1),
      result: new Float32Array(values.length).fill(7),
    },
    params: { rows: values.length / dims, dims, lanes: lanesOf(dims), mapped: 0 },
  };
}

kernelSuite(unitRows, {
  examples: [
    {
      title: "divides a row by its length",
      ...plain(2, 3, 4, -6, 8, 0, 5),
      outputs: { result: Float32Array.of(0.6, 0.8, -0.6, 0.8, 0, 1) },
    },
    {
      title: "leaves a row of zeros, and one too small to tell from it, at zero",
      ...plain(2, 0, -0, 1e-31, -1e-31, 2, 0),
      outputs: { result: Float32Array.of(0, 0, 0, 0, 1, 0) },
    },
    {
      title: "makes a row with NaN or an infinity all NaN, and no other",
      ...plain(2, nan, 1, 3, 4, 1, infinity, -infinity, 0),
      outputs: { result: Float32Array.of(nan, nan, 0.6, 0.8, nan, nan, nan, nan) },
    },
    {
      title: "neither overflows nor vanishes",
      ...plain(2, 3e38, 3e38, LARGEST, 0, 1e-29, 1e-29, 3e-20, 4e-20),
      outputs: {
        result: Float32Array.of(
          Math.SQRT1_2,
          Math.SQRT1_2,
          1,
          0,
          Math.SQRT1_2,
          Math.SQRT1_2,
          0.6,
          0.8,
        ),
      },
    },
    {
      title: "maps the columns first",
      buffers: {
        values: Float32Array.of(5, 6, 2, -2),
        centers: Float32Array.of(2, -2),
        centerRests: Float32Array.of(0, 0),
        scales: Float32Array.of(2, 1),
        result: new Float32Array(4),
      },
      params: { rows: 2, dims: 2, lanes: 1, mapped: 1 },
      outputs: { result: Float32Array.of(0.6, 0.8, 0, 0) },
    },
  ],
  calls: fc
    .record({
      matrix: matrices({ maxRows: 30, maxDims: 200, extremes: [1e-35, 3e38, -1e25, 1e-29] }),
      mapped: fc.constantFrom(0, 1),
    })
    .map(({ matrix: { rows, dims, values }, mapped }) => ({
      buffers: {
        values,
        centers: new Float32Array(dims).map((_, i) => i % 3),
        centerRests: new Float32Array(dims).map((_, i) => (i % 2) * 1e-8),
        scales: new Float32Array(dims).map((_, i) => 0.25 + (i % 3)),
        result: values.slice().fill(7),
      },
      params: { rows, dims, lanes: lanesOf(dims), mapped },
    })),
});
