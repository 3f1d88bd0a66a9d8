import fc from "fast-check";
import { columnMoments, MOMENT_LENGTH } from "../../src/kernels/column-moments.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { matrices } from "../support/matrices.ts";

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

const bitsOf = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0]!;
const words = (...numbers: number[]): Uint32Array => Uint32Array.from(Int32Array.from(numbers));

function call(rows: number, dims: number, values: Float32Array) {
  const tiles = Math.ceil(rows / 256);
  return {
    buffers: { values, moments: new Uint32Array(tiles * MOMENT_LENGTH * dims).fill(7) },
    params: { rows, dims },
  };
}

kernelSuite(columnMoments, {
  examples: [
    {
      title: "sums differences from the middle, in units of the largest value's last bit but two",
      // 3 has the exponent 128, so a unit is 2^-24: 1, 2 and 3 are 2^24, 2^25 and 3 * 2^24.
      ...call(3, 1, Float32Array.of(1, 3, 2)),
      outputs: {
        moments: words(3, 128, 2 ** 25, 0, 0, 0, 2 ** 17, bitsOf(1), bitsOf(3)),
      },
    },
    {
      title: "has sums below zero",
      // Units of 2^-25: 1, 1 and -1 about 0.
      ...call(3, 1, Float32Array.of(-1, 1, -1)),
      outputs: {
        moments: words(3, 127, 0, -(2 ** 25), -1, 0, 3 * 2 ** 18, bitsOf(-1), bitsOf(1)),
      },
    },
    {
      title: "leaves out what is not finite, and knows columns without a value",
      ...call(3, 2, Float32Array.of(nan, nan, 1, infinity, -infinity, nan)),
      outputs: {
        moments: words(
          ...[1, 0, 127, 0, 2 ** 25, 0, 0, 0, 0, 0],
          ...[0, 0, 0, 0, bitsOf(1), 0, bitsOf(1), 0],
        ),
      },
    },
    {
      title: "tells zeros of both signs apart",
      ...call(2, 1, Float32Array.of(0, -0)),
      outputs: { moments: words(2, 30, 0, 0, 0, 0, 0, bitsOf(-0), bitsOf(0)) },
    },
    {
      title: "begins anew with each tile of 256 rows",
      ...call(
        257,
        1,
        new Float32Array(257).map((_, row) => (row < 256 ? 1 : 2)),
      ),
      outputs: {
        moments: words(
          ...[256, 127, 2 ** 25, 0, 0, 0, 0, bitsOf(1), bitsOf(1)],
          ...[1, 128, 2 ** 25, 0, 0, 0, 0, bitsOf(2), bitsOf(2)],
        ),
      },
    },
    {
      title: "holds the squares of the widest range",
      ...call(
        256,
        1,
        new Float32Array(256).map((_, row) => (row % 2 === 0 ? 1 : -1) * (2 - 2 ** -23)),
      ),
      // 256 * (2^26 - 4)^2 = 2^60 - 2^37 + 2^12.
      outputs: {
        moments: words(
          ...[256, 127, 0, 0, 0, 2 ** 12, 2 ** 28 - 2 ** 5],
          ...[bitsOf(-2 + 2 ** -23), bitsOf(2 - 2 ** -23)],
        ),
      },
    },
  ],
  calls: fc
    .record({
      small: matrices({
        maxRows: 40,
        maxDims: 150,
        extremes: [3.4e38, -3.4e38, 1e-20, 1e-38, 2 ** -126],
      }),
      rows: fc.constantFrom(undefined, 255, 256, 257, 600),
    })
    .map(({ small, rows = small.rows }) => {
      const dims = rows > 40 ? Math.min(small.dims, 5) : small.dims;
      const { values } = small;
      return call(
        rows,
        dims,
        new Float32Array(rows * dims).map((_, i) => values[i % values.length] ?? i),
      );
    }),
});
