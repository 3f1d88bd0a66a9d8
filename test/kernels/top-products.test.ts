import fc from "fast-check";
import { NO_INDEX, NO_SCORE, topProducts } from "../../src/kernels/top-products.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { anyLengths, rowCounts, wholeNumbers } from "../support/whole-matrices.ts";

function call(a: Float32Array, b: Float32Array, bias: Float32Array, dims: number, k: number) {
  const [aRows, bRows] = [a.length / dims, b.length / dims];
  return {
    buffers: {
      a,
      b,
      bias,
      scores: new Float32Array(aRows * k),
      indices: new Uint32Array(aRows * k),
    },
    params: { aRows, bRows, dims, k, firstColumn: 0 },
  };
}

const rows = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0);
const columns = Float32Array.of(1, 0, 0, 0, 2, 5, 0, 0, 1, 5, 0, 0);
const example = call(rows, columns, Float32Array.of(0, 0, 0.5), 4, 2);

/** Rows whose products with 64 and 1 are 0, 1, 2 and so on. */
function steps(count: number): Float32Array {
  const values = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) values.set([Math.floor(i / 64), i % 64], i * 4);
  return values;
}

kernelSuite(topProducts, {
  examples: [
    {
      title: "lists the best first",
      ...example,
      outputs: {
        scores: Float32Array.of(2, 1.5, 5.5, 5),
        indices: Uint32Array.of(1, 2, 2, 1),
      },
    },
    {
      title: "puts the lower index first where scores are equal",
      ...call(rows, new Float32Array(70 * 4).fill(1), new Float32Array(70), 4, 3),
      outputs: {
        scores: Float32Array.of(1, 1, 1, 1, 1, 1),
        indices: Uint32Array.of(0, 1, 2, 0, 1, 2),
      },
    },
    {
      title: "leaves places empty where there are fewer columns",
      ...call(rows, columns.subarray(0, 4), new Float32Array(1), 4, 3),
      outputs: {
        scores: Float32Array.of(1, NO_SCORE, NO_SCORE, 0, NO_SCORE, NO_SCORE),
        indices: Uint32Array.of(0, NO_INDEX, NO_INDEX, 0, NO_INDEX, NO_INDEX),
      },
    },
    {
      title: "lists scores of rows whose squares are beyond floats",
      ...call(Float32Array.of(2 ** 70, 0, 0, 0, 1, 0, 0, 0), columns, new Float32Array(3), 4, 2),
      outputs: {
        scores: Float32Array.of(2 ** 71, 2 ** 70, 2, 1),
        indices: Uint32Array.of(1, 0, 1, 0),
      },
    },
    {
      title: "goes through more columns than a thread lays out at a time",
      ...call(Float32Array.of(64, 1, 0, 0, 0, 0, 0, 1), steps(2100), new Float32Array(2100), 4, 2),
      outputs: {
        scores: Float32Array.of(2099, 2098, 0, 0),
        indices: Uint32Array.of(2099, 2098, 0, 1),
      },
    },
    {
      title: "goes on with what the columns before came to",
      buffers: {
        ...example.buffers,
        scores: Float32Array.of(1.75, 1.5, 9, 8),
        indices: Uint32Array.of(4, 5, 3, 2),
      },
      params: { ...example.params, firstColumn: 10 },
      outputs: {
        scores: Float32Array.of(2, 1.75, 9, 8),
        indices: Uint32Array.of(11, 4, 3, 2),
      },
    },
  ],
  calls: fc
    .record({
      dims: fc.constantFrom(4, 8, 20, 68),
      k: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 64 })),
      far: fc.constantFrom(0, 4, 30),
    })
    .chain(({ dims, k, far }) =>
      fc
        .tuple(anyLengths(rowCounts, dims, far), anyLengths(rowCounts, dims, far), fc.integer())
        .map(([a, b, seed]) => call(a, b, wholeNumbers(b.length / dims, seed, 9), dims, k)),
    ),
});
