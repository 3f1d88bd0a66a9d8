import fc from "fast-check";

/** Matrices of random size, row-major. */
interface Matrix {
  readonly rows: number;
  readonly dims: number;
  readonly values: Float32Array;
}

const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];

/** Values of an ordinary size, with some that are not finite, zero, huge or tiny where asked for. */
export function matrices(size: {
  readonly maxRows: number;
  readonly maxDims: number;
  readonly extremes?: readonly number[];
}): fc.Arbitrary<Matrix> {
  const { maxRows, maxDims, extremes = [] } = size;
  const odd = [...special, ...extremes];
  return fc
    .record({
      rows: fc.integer({ min: 0, max: maxRows }),
      dims: fc.integer({ min: 1, max: maxDims }),
      seed: fc.float32Array({ minLength: 1, maxLength: 97, noNaN: true, min: -8, max: 8 }),
      odds: fc.constantFrom(0, 0, 5, 100),
    })
    .map(({ rows, dims, seed, odds }) => ({
      rows,
      dims,
      values: Float32Array.from({ length: rows * dims }, (_, i) =>
        odds > 0 && (i * 7919) % 1000 < odds
          ? odd[i % odd.length]!
          : ordinary(seed[(i * 31) % seed.length]!),
      ),
    }));
}

/** Zero for what is too small to be computed with on every device. */
function ordinary(value: number): number {
  return Math.abs(value) < 2 ** -60 ? 0 : value;
}
