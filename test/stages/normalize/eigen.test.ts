import fc from "fast-check";
import { expect, test } from "vitest";
import { symmetricEigen } from "../../../src/stages/normalize/eigen.ts";

test("of small matrices is known", () => {
  const root = Math.SQRT1_2;
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
  expect([...values].map((value) => value.toFixed(12))).toEqual([
    "3.000000000000",
    "1.000000000000",
  ]);
  expect(vectors[0]).toBeCloseTo(root, 12);
  expect(vectors[1]).toBeCloseTo(root, 12);
  expect(Math.abs(vectors[2]! + vectors[3]!)).toBeLessThan(1e-12);
  expect(symmetricEigen(Float64Array.of(7), 1)).toEqual({
    values: Float64Array.of(7),
    vectors: Float64Array.of(1),
  });
  expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
});

test("of any symmetric matrix: vectors are orthonormal, and the matrix scales them", () => {
  const sizes = fc.integer({ min: 1, max: 30 });
  const seeds = fc.float64Array({ minLength: 1, maxLength: 61, noNaN: true, min: -9, max: 9 });
  fc.assert(
    fc.property(sizes, seeds, fc.boolean(), (size, seed, diagonal) => {
      const matrix = new Float64Array(size * size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) {
          const value = diagonal && i !== j ? 0 : seed[(i * 31 + j * 7) % seed.length]!;
          matrix[i * size + j] = matrix[j * size + i] = value;
        }
      }
      const { values, vectors } = symmetricEigen(matrix, size);
      const dot = (a: Float64Array, i: number, b: Float64Array, j: number): number => {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += a[i * size + k]! * b[j * size + k]!;
        return sum;
      };
      for (let i = 0; i < size; i++) {
        if (i > 0) expect(values[i - 1]).toBeGreaterThanOrEqual(values[i]!);
        for (let j = 0; j < size; j++) {
          expect(Math.abs(dot(vectors, i, vectors, j) - (i === j ? 1 : 0))).toBeLessThan(1e-12);
          const scaled = dot(matrix, j, vectors, i);
          // The matrix has a norm of at most 9 * 30.
          expect(Math.abs(scaled - values[i]! * vectors[i * size + j]!)).toBeLessThan(1e-11);
        }
      }
    }),
  );
});
