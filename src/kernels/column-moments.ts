import { defineKernel, read, write } from "../core/kernel.ts";
import { toEven } from "./shared/to-even.ts";
import wgsl from "../../shaders/column-moments.wgsl" with { type: "text" };

/** Rows of a tile. */
export const TILE_ROWS = 256;

/** Words of a column of a tile, in their order. 64-bit ones are two words, low and high. */
export const MOMENT_WORDS = {
  /** Finite values; where there are none, all other words are 0. */
  count: 0,
  /** Values are counted in units of 2 ** (exponent - 152). */
  exponent: 1,
  /** The middle of the least and the greatest, in units, as i32. */
  middle: 2,
  /** Of the differences from the middle, in units, as i64. */
  sum: 3,
  /** Of the squares of the differences, as u64. */
  squares: 5,
  /** The least and the greatest finite value, as bits of floats. */
  min: 7,
  max: 8,
} as const;
export const MOMENT_LENGTH = 9;

const INFINITY_BITS = 0x7f800000;
/** Below this a power of two that brings values to 26 bits would not be a float. */
const LEAST_EXPONENT = 30;

/** Floats in the order of signed integers, and back. */
const orderOf = (bits: number): number => bits ^ ((bits >> 31) & 0x7fffffff);

/**
 * Counts, extremes, and sums of the finite values of each column in each tile of 256 rows.
 *
 * Values become whole numbers of units, of up to 26 bits, rounded to even: the unit is the largest
 * value's last bit but two. Integers add up to the same sums on every device.
 */
export const columnMoments = defineKernel({
  name: "column-moments",
  params: { rows: "u32", dims: "u32" },
  bindings: { values: read("f32"), moments: write("u32") },
  workgroupSize: 64,
  invocations: ({ rows, dims }) => Math.ceil(rows / TILE_ROWS) * Math.ceil(dims / 64) * 64,
  wgsl,
  cuda: "kernels-cuda/column-moments.cu",
  wasm: "kernels-wasm/column-moments.ts",
  cpu({ values, moments }, { rows, dims }) {
    const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
    for (let start = 0; start < rows; start += TILE_ROWS) {
      const end = Math.min(rows, start + TILE_ROWS);
      const tile = (start / TILE_ROWS) * MOMENT_LENGTH * dims;
      for (let column = 0; column < dims; column++) {
        const words = momentsOf(values, bits, start * dims + column, end * dims, dims);
        words.forEach((word, i) => (moments[tile + i * dims + column] = word));
      }
    }
  },
});

/** The moments of `values[first]`, `values[first + step]`, … before `end`. */
function momentsOf(
  values: Float32Array,
  bits: Int32Array,
  first: number,
  end: number,
  step: number,
): Int32Array {
  const words = new Int32Array(MOMENT_LENGTH);
  let count = 0;
  let least = 0x7fffffff;
  let greatest = -0x80000000;
  for (let i = first; i < end; i += step) {
    if ((bits[i]! & INFINITY_BITS) === INFINITY_BITS) continue;
    count++;
    least = Math.min(least, orderOf(bits[i]!));
    greatest = Math.max(greatest, orderOf(bits[i]!));
  }
  if (count === 0) return words;
  const [min, max] = [orderOf(least), orderOf(greatest)];
  const largest = Math.max(min & 0x7fffffff, max & 0x7fffffff);
  const exponent = Math.max(LEAST_EXPONENT, largest >> 23);
  const scale = 2 ** (152 - exponent);
  const middle = (toEven(floatOf(min) * scale) + toEven(floatOf(max) * scale)) >> 1;
  let sum = 0;
  let squaresLow = 0;
  let squaresHigh = 0;
  for (let i = first; i < end; i += step) {
    if ((bits[i]! & INFINITY_BITS) === INFINITY_BITS) continue;
    const difference = toEven(values[i]! * scale) - middle;
    const square = difference * difference;
    sum += difference;
    squaresLow += square % 2 ** 32;
    squaresHigh += Math.floor(square / 2 ** 32);
  }
  const carry = Math.floor(squaresLow / 2 ** 32);
  return Int32Array.of(
    ...[count, exponent, middle, sum | 0, Math.floor(sum / 2 ** 32)],
    ...[(squaresLow % 2 ** 32) | 0, squaresHigh + carry, min, max],
  );
}

function floatOf(bits: number): number {
  return new Float32Array(Int32Array.of(bits).buffer)[0]!;
}
