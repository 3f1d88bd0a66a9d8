import type { Graph, Ref } from "../graph/graph.ts";
import { derive, type Scalar } from "../graph/scalar.ts";
import { columnProducts } from "../kernels/column-products.ts";
import { f64Limbs, LIMB_BITS, LIMB_GRID_LENGTH, LIMBS } from "../kernels/f64-limbs.ts";
import { multipleOf, partsOf } from "../kernels/shared/f64.ts";

/** Between the least and the greatest value of a column there are so many bits. */
const BITS = BigInt(LIMBS * LIMB_BITS);
const NARROWEST = -1024;

/** Where a column counts from, and in what. */
export interface ColumnGrid {
  readonly width: number;
  readonly zero: bigint;
}

/** The finest grid of finite values between these. */
export function columnGrid(min: number, max: number): ColumnGrid {
  const largest = Math.max(partsOf(min).exponent, partsOf(max).exponent);
  let width = Math.max(NARROWEST, largest - 1075);
  let [low, high] = [multipleOf(min, width), multipleOf(max, width)];
  while ((high - low) >> BITS > 0n) {
    low >>= 1n;
    high >>= 1n;
    width++;
  }
  return { width, zero: (low + high + 1n) >> 1n };
}

/** The words of grids, as the recording takes them. */
export function gridWords(grids: readonly ColumnGrid[]): Uint32Array {
  return Uint32Array.from(
    grids.flatMap(({ width, zero }) => [
      width,
      Number(BigInt.asUintN(32, zero)),
      Number(BigInt.asUintN(32, zero >> 32n)),
    ]),
  );
}

/**
 * Records the products of each two columns of finite doubles, which follow one another, of at most so many
 * rows and columns. `grids` has the words of their grids.
 */
export function doubleProducts(
  graph: Graph,
  most: { readonly rows: number; readonly columns: number },
  { rows, columns }: { readonly rows: Scalar; readonly columns: Scalar },
): { readonly products: Ref<"u32">; readonly length: Scalar } {
  const dims = (count: number): number => count * LIMBS + 1;
  const words = (count: number): number => 2 * dims(count) ** 2;
  const values = graph.input("values", "u32", 2 * most.rows * most.columns);
  const grids = graph.input("grids", "u32", most.columns * LIMB_GRID_LENGTH);
  const limbs = graph.scratch("limbs", "u32", Math.ceil(most.rows / 2) * dims(most.columns));
  const products = graph.scratch("products", "u32", words(most.columns));
  graph.dispatch(f64Limbs, { values, grids, limbs }, { rows, columns });
  const size = {
    pairs: derive(rows, (count) => Math.ceil(count / 2)),
    dims: derive(columns, dims),
  };
  graph.dispatch(columnProducts, { quantized: limbs, products }, size);
  return { products, length: derive(columns, words) };
}

/** Sums over rows, of values as they lie from the zeros of their grids. */
export interface ColumnSums {
  /** The zero of each column. */
  readonly zeros: Float64Array;
  /** The sum of each. */
  readonly sums: Float64Array;
  /** The sum of the products of each two, the first no later than the second, row-major. */
  readonly products: Float64Array;
}

/** What the words say of columns on these grids. */
export function columnSums(words: Uint32Array, grids: readonly ColumnGrid[]): ColumnSums {
  const size = grids.length;
  const dims = size * LIMBS + 1;
  const at = (i: number, j: number): number => {
    const place = 2 * (Math.min(i, j) * dims + Math.max(i, j));
    return (words[place + 1]! | 0) * 2 ** 32 + words[place]!;
  };
  const sums = Float64Array.from(grids, ({ width }, c) => {
    let sum = 0;
    for (let limb = LIMBS - 1; limb >= 0; limb--) {
      sum = sum * 2 ** LIMB_BITS + at(c * LIMBS + limb, dims - 1);
    }
    return scaled(sum, width);
  });
  const products = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      let sum = 0;
      for (let power = 2 * LIMBS - 2; power >= 0; power--) {
        sum *= 2 ** LIMB_BITS;
        for (let a = Math.max(0, power - LIMBS + 1); a < LIMBS && a <= power; a++) {
          sum += at(i * LIMBS + a, j * LIMBS + power - a);
        }
      }
      products[i * size + j] = scaled(scaled(sum, grids[i]!.width), grids[j]!.width);
    }
  }
  const zeros = Float64Array.from(grids, ({ width, zero }) => scaled(Number(zero), width));
  return { zeros, sums, products };
}

/** In two steps, since the power itself may lie outside of the doubles. */
function scaled(value: number, width: number): number {
  const half = Math.trunc(width / 2);
  return value * 2 ** half * 2 ** (width - half);
}
