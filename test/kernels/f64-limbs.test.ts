import fc from "fast-check";
import { f64Limbs, LIMBS } from "../../src/kernels/f64-limbs.ts";
import { wordsOf } from "../support/double-tiles.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

/** Columns of values with their grids: the exponent of the width, and what counts as 0. */
function call(columns: readonly (readonly number[])[], grids: readonly [number, bigint][]) {
  const rows = columns[0]!.length;
  const dims = columns.length * LIMBS + 1;
  return {
    buffers: {
      values: wordsOf(columns.flat()),
      grids: Uint32Array.from(
        grids.flatMap(([width, zero]) => [
          width,
          Number(zero & 0xffffffffn),
          Number((zero >> 32n) & 0xffffffffn),
        ]),
      ),
      limbs: new Uint32Array(Math.ceil(rows / 2) * dims).fill(7),
    },
    params: { rows, columns: columns.length },
  };
}

const two = (low: number, high: number): number => ((low & 0xffff) | (high << 16)) >>> 0;

kernelSuite(f64Limbs, {
  examples: [
    {
      title: "has limbs of 14 bits, the last signed, and a column of ones",
      // 2^28 + 2^14 * 3 + 5, and one less than 0.
      ...call([[268_484_613, -1]], [[0, 0n]]),
      outputs: { limbs: Uint32Array.of(two(5, 16_383), two(3, 16_383), two(1, -1), two(1, 1)) },
    },
    {
      title: "counts from its grid's zero, rounds down, and has no row behind the last",
      ...call(
        [
          [10.75, 10, 9.25],
          [-1, -0, 2],
        ],
        [
          [-1, 20n],
          [3, -1n],
        ],
      ),
      outputs: {
        limbs: Uint32Array.of(
          // Halves from 10: 1.5, 0 and -1.5. Eights from -8.
          ...[two(1, 0), 0, 0, two(0, 1), 0, 0, two(1, 1)],
          ...[two(16_382, 0), two(16_383, 0), two(-1, 0), two(1, 0), 0, 0, two(1, 0)],
        ),
      },
    },
    {
      title: "reaches 2^41 widths to both sides",
      ...call([[-(2 ** 41), 2 ** 41 - 1]], [[0, 0n]]),
      outputs: {
        limbs: Uint32Array.of(two(0, 16_383), two(0, 16_383), two(-8192, 8191), two(1, 1)),
      },
    },
  ],
  calls: fc
    .record({
      columns: fc.integer({ min: 1, max: 5 }),
      rows: fc.integer({ min: 1, max: 70 }),
      values: fc.array(fc.double({ min: -(2 ** 40), max: 2 ** 40, noNaN: true }), { minLength: 1 }),
      scales: fc.array(fc.integer({ min: -1000, max: 900 }), { minLength: 5, maxLength: 5 }),
      zeros: fc.array(fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n - 1n }), {
        minLength: 5,
        maxLength: 5,
      }),
    })
    .map(({ columns, rows, values, scales, zeros }) =>
      call(
        Array.from({ length: columns }, (_, c) =>
          Array.from(
            { length: rows },
            (_value, row) => Math.floor(values[(row * 7 + c) % values.length]!) * 2 ** scales[c]!,
          ),
        ),
        Array.from({ length: columns }, (_, c) => [scales[c]!, zeros[c]!]),
      ),
    ),
});
