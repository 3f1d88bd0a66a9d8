import { randomU32 } from "./kernel-bench.ts";

/** Dimensions of a row: a small embedding. */
export const DIMS = 128;
/** Products from few to many. */
export const PRODUCT_SIZES = [2 ** 12, 2 ** 18, 2 ** 22, 2 ** 24, 2 ** 26];

/** Rows of two matrices whose products are at least `size`. */
export function productRows(size: number): { readonly aRows: number; readonly bRows: number } {
  const aRows = Math.ceil(Math.sqrt(size));
  return { aRows, bRows: Math.ceil(size / aRows) };
}

/** Rows of whole numbers, whose products are exact in f32 in any order. */
export function wholeRows(rows: number, seed: number): Float32Array {
  const random = randomU32(seed);
  return new Float32Array(rows * DIMS).map(() => (random() % 33) - 16);
}
