/** Rows and columns of a workgroup's tile of products. */
const TILE = 64;
const WORKGROUP_SIZE = 256;

/** Tiles in `rows`. */
export const tiles = (rows: number): number => Math.ceil(rows / TILE);

/** Invocations for all tiles of `aRows` by `bRows` products. */
export const tileInvocations = (aRows: number, bRows: number): number =>
  tiles(aRows) * tiles(bRows) * WORKGROUP_SIZE;

/** The product of row `i` of `a` and row `j` of `b`, summed in f64 and rounded once. */
export function rowProduct(
  a: Float32Array,
  i: number,
  b: Float32Array,
  j: number,
  dims: number,
): number {
  let sum = 0;
  for (let k = 0; k < dims; k++) sum += a[i * dims + k]! * b[j * dims + k]!;
  return Math.fround(sum);
}
