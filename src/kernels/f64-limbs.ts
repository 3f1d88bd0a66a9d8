import { defineKernel, read, shaderText, write } from "../core/kernel.ts";
import main from "../../shaders/f64-limbs.wgsl" with { type: "text" };
import f64 from "../../shaders/shared/f64.wgsl" with { type: "text" };
import { doubleAt, multipleOf } from "./shared/f64.ts";

/** Integers that stand for a double. */
export const LIMBS = 3;
/** Bits of each. */
export const LIMB_BITS = 14;
/** Words of a column's grid: the exponent of its width as i32, and the multiple that counts as 0, as i64. */
export const LIMB_GRID_LENGTH = 3;

/**
 * Divides finite doubles, column after column, into integers that `column-products` multiplies: their
 * distance from the grid's zero, which is below 2^41 widths, in limbs of 14 bits, the lowest first, of
 * which the last is signed. `limbs` has two rows to a word, and a column of ones behind the limbs of
 * all columns; a row that is not there is 0.
 */
export const f64Limbs = defineKernel({
  name: "f64-limbs",
  params: { rows: "u32", columns: "u32" },
  bindings: { values: read("u32"), grids: read("u32"), limbs: write("u32") },
  workgroupSize: 256,
  invocations: ({ rows, columns }) => Math.ceil(rows / 2) * (columns + 1),
  wgsl: shaderText(main, f64),
  cuda: "kernels-cuda/f64-limbs.cu",
  cpu({ values, grids, limbs }, { rows, columns }) {
    const dims = columns * LIMBS + 1;
    const mask = (1n << BigInt(LIMB_BITS)) - 1n;
    const put = (row: number, dim: number, limb: number): void => {
      const at = (row >> 1) * dims + dim;
      limbs[at] = row % 2 === 0 ? limb & 0xffff : limbs[at]! | (limb << 16);
    };
    for (let row = 0; row < rows; row++) {
      put(row, dims - 1, 1);
      for (let column = 0; column < columns; column++) {
        const [width, low, high] = grids.subarray(column * LIMB_GRID_LENGTH) as unknown as number[];
        const zero = (BigInt(high! | 0) << 32n) | BigInt(low!);
        let rest = multipleOf(doubleAt(values, column * rows + row), width! | 0) - zero;
        for (let limb = 0; limb < LIMBS - 1; limb++) {
          put(row, column * LIMBS + limb, Number(rest & mask));
          rest >>= BigInt(LIMB_BITS);
        }
        put(row, column * LIMBS + LIMBS - 1, Number(rest));
      }
    }
  },
});
