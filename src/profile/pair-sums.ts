import type { ColumnSums } from "../ops/double-products.ts";
import type { Measuring } from "./measuring.ts";

/** Of a pair of columns: how many rows, and the sums of x, y, x², y² and xy, all from their shifts. */
export const SUMS = 6;

/** Of the rows where both columns have a value. */
export function bothSums(
  x: Float64Array,
  y: Float64Array,
  a: number,
  b: number,
): readonly number[] {
  const sums = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < x.length; row++) {
    const u = x[row]! - a;
    const v = y[row]! - b;
    if (!Number.isFinite(u) || !Number.isFinite(v)) continue;
    [1, u, v, u * u, v * v, u * v].forEach((value, s) => (sums[s]! += value));
  }
  return sums;
}

/**
 * Adds a block of rows to the sums of each two columns. Products of columns that have a value in every
 * row are summed up elsewhere, those of others here.
 */
export function measureBlock(
  measuring: Measuring,
  block: readonly Float64Array[],
  shifts: Float64Array,
  pairs: Float64Array,
): void {
  const size = block.length;
  const holed = block.map((column) => !column.every(Number.isFinite));
  const whole = [...block.keys()].filter((c) => !holed[c]!);
  const here: (readonly [at: number, sums: readonly number[]])[] = [];
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      if (!holed[i] && !holed[j]) continue;
      const sums = bothSums(block[i]!, block[j]!, shifts[i]!, shifts[j]!);
      here.push([i * size + j, sums]);
    }
  }
  const add = (pair: number, sums: readonly number[]): void =>
    sums.forEach((sum, s) => (pairs[pair * SUMS + s]! += sum));
  measuring.products(
    whole.map((c) => block[c]!),
    (found) => {
      for (const [pair, sums] of here) add(pair, sums);
      const of = shifted(
        found,
        Float64Array.from(whole, (c) => shifts[c]!),
        block[0]!.length,
      );
      whole.forEach((i, a) => {
        for (let b = a + 1; b < whole.length; b++) add(i * size + whole[b]!, of(a, b));
      });
    },
  );
}

/** The sums of pairs from their shifts, out of those from other zeros. */
function shifted(
  { zeros, sums, products }: ColumnSums,
  shifts: Float64Array,
  rows: number,
): (a: number, b: number) => readonly number[] {
  const size = zeros.length;
  const away = zeros.map((zero, c) => zero - shifts[c]!);
  const plain = sums.map((sum, c) => sum + rows * away[c]!);
  const product = (a: number, b: number): number =>
    products[a * size + b]! +
    away[a]! * sums[b]! +
    away[b]! * sums[a]! +
    rows * away[a]! * away[b]!;
  return (a, b) => [
    ...[rows, plain[a]!, plain[b]!],
    ...[product(a, a), product(b, b), product(a, b)],
  ];
}
