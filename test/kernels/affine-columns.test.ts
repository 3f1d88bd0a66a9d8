import { affineColumns } from "../../src/kernels/affine-columns.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { matrices } from "../support/matrices.ts";

kernelSuite(affineColumns, {
  examples: [
    {
      title: "maps each column by itself",
      buffers: {
        values: Float32Array.of(1, 10, 2, 20, 3, 30),
        centers: Float32Array.of(2, 10),
        centerRests: Float32Array.of(0, -2),
        scales: Float32Array.of(4, 0.5),
        result: new Float32Array(6),
      },
      params: { rows: 3, dims: 2 },
      outputs: { result: Float32Array.of(-4, 1, 0, 6, 4, 11) },
    },
    {
      title: "takes off what the center's float leaves over",
      buffers: {
        values: Float32Array.of(16777216),
        centers: Float32Array.of(16777216),
        centerRests: Float32Array.of(0.25),
        scales: Float32Array.of(1),
        result: new Float32Array(1),
      },
      params: { rows: 1, dims: 1 },
      outputs: { result: Float32Array.of(-0.25) },
    },
    {
      title: "leaves NaN and infinities as they are",
      buffers: {
        values: Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
        centers: Float32Array.of(1, 2, 3),
        centerRests: new Float32Array(3),
        scales: Float32Array.of(2, 2, 2),
        result: new Float32Array(3),
      },
      params: { rows: 1, dims: 3 },
      outputs: {
        result: Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      },
    },
  ],
  calls: matrices({ maxRows: 40, maxDims: 70 }).map(({ rows, dims, values }) => ({
    buffers: {
      values,
      centers: new Float32Array(dims).map((_, i) => (i % 7) - 3.1),
      centerRests: new Float32Array(dims).map((_, i) => (i % 5) * 1e-8),
      scales: new Float32Array(dims).map((_, i) => 0.01 + (i % 11)),
      result: values.slice().fill(7),
    },
    params: { rows, dims },
  })),
});
