import fc from "fast-check";
import { similarPairs } from "../../src/kernels/similar-pairs.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { anyLengths, rowCounts, wholeNumbers } from "../support/whole-matrices.ts";

interface Wanted {
  readonly threshold: number;
  readonly capacity?: number;
  readonly triangular?: boolean;
}

function call(a: Float32Array, b: Float32Array, dims: number, wanted: Wanted) {
  const [aRows, bRows] = [a.length / dims, b.length / dims];
  const { threshold, capacity = aRows * bRows, triangular = false } = wanted;
  return {
    buffers: {
      a,
      b,
      count: new Uint32Array(1),
      left: new Uint32Array(capacity),
      right: new Uint32Array(capacity),
    },
    params: { aRows, bRows, dims, threshold, capacity, triangular: triangular ? 1 : 0 },
  };
}

/** Rows of zeros, up to the last of these, which are 1 at their beginning. */
function onesAt(rows: readonly number[]): Float32Array {
  const values = new Float32Array((rows.at(-1)! + 1) * 4);
  for (const row of rows) values[row * 4] = 1;
  return values;
}

const a = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0);
const b = Float32Array.of(1, 0, 0, 9, 1, 1, 0, 0);

kernelSuite(similarPairs, {
  examples: [
    {
      title: "appends the pairs that reach the threshold",
      ...call(a, b, 4, { threshold: 1 }),
      outputs: {
        count: Uint32Array.of(5),
        left: Uint32Array.of(0, 0, 1, 2, 2, 0),
        right: Uint32Array.of(0, 1, 1, 0, 1, 0),
      },
    },
    {
      title: "appends a pair of different rows once",
      ...call(a, a, 4, { threshold: 1, triangular: true }),
      outputs: {
        count: Uint32Array.of(2),
        left: Uint32Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0),
        right: Uint32Array.of(2, 2, 0, 0, 0, 0, 0, 0, 0),
      },
    },
    {
      title: "goes on counting where the capacity ends",
      ...call(new Float32Array(130 * 4).fill(1), new Float32Array(70 * 4).fill(1), 4, {
        threshold: 4,
        capacity: 0,
      }),
      outputs: { count: Uint32Array.of(9100), left: new Uint32Array(0) },
    },
    {
      title: "takes no pair that is not a number, and a negative threshold as any other",
      ...call(Float32Array.of(Number.NaN, 0, 0, 0, -1, 0, 0, 0), b, 4, { threshold: -1 }),
      outputs: {
        count: Uint32Array.of(2),
        left: Uint32Array.of(1, 1, 0, 0),
        right: Uint32Array.of(0, 1, 0, 0),
      },
    },
    {
      title: "goes through more columns than a thread lays out at a time",
      ...call(onesAt([0, 70]), onesAt([3, 255, 256, 699]), 4, { threshold: 1, capacity: 8 }),
      outputs: {
        count: Uint32Array.of(8),
        left: Uint32Array.of(0, 0, 0, 0, 70, 70, 70, 70),
        right: Uint32Array.of(3, 255, 256, 699, 3, 255, 256, 699),
      },
    },
    {
      title: "holds rows of more dimensions than a tile of them fits scratch memory",
      ...call(new Float32Array(8192).fill(1), wholeNumbers(70 * 8192, 1, 0), 8192, {
        threshold: 0,
        capacity: 0,
      }),
      outputs: { count: Uint32Array.of(70) },
    },
  ],
  calls: fc
    .record({
      dims: fc.constantFrom(4, 8, 20, 68, 132),
      triangular: fc.boolean(),
      far: fc.constantFrom(0, 4),
      threshold: fc.integer({ min: -9, max: 40 }),
    })
    .chain(({ dims, triangular, far, threshold }) =>
      fc
        .tuple(anyLengths(rowCounts, dims, far), anyLengths(rowCounts, dims, far))
        .map(([left, right]) =>
          call(left, triangular ? left : right, dims, { threshold, triangular }),
        ),
    ),
  settle({ count, left, right }) {
    const pairs = Array.from(left.subarray(0, count[0]), (i, at) => [i, right[at]!] as const);
    pairs.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
    pairs.forEach(([i, j], at) => {
      left[at] = i;
      right[at] = j;
    });
  },
});
