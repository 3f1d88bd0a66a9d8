import { defineKernel, read, shaderText, write } from "../core/kernel.ts";
import main from "../../shaders/f64-powers.wgsl" with { type: "text" };
import f64 from "../../shaders/shared/f64.wgsl" with { type: "text" };
import { eachTile, partsOf, TILE_WORKERS } from "./shared/f64.ts";

/** Grids that a tile may take its values by, the coarsest first. */
export const POWER_GRIDS = 4;
/** Words of the sums of the first four powers, which are signed, the low word first. */
export const POWER_WORDS = [3, 5, 7, 9] as const;
/** Of a grid: its exponent, or 0 where it has no values, and the sums, in units of `2 ** (power * (exponent - 1075))`. */
export const GRID_LENGTH = 25;
/** Of a tile: how many values fit none of its grids, and the grids. */
export const POWER_LENGTH = 1 + POWER_GRIDS * GRID_LENGTH;

/** Bits of a value on its grid. */
const BITS = 64;

/**
 * Sums the first four powers of the finite doubles of each tile of at most 4096, exactly. The grid of
 * a round is the finest on which the greatest value left has 64 bits; values that are whole there are
 * summed up, and the others are left for the next.
 */
export const f64Powers = defineKernel({
  name: "f64-powers",
  params: { tiles: "u32" },
  bindings: { values: read("u32"), starts: read("u32"), powers: write("u32") },
  workgroupSize: TILE_WORKERS,
  invocations: ({ tiles }) => tiles * TILE_WORKERS,
  wgsl: shaderText(main, f64),
  cuda: "kernels-cuda/f64-powers.cu",
  cpu(buffers, { tiles }) {
    eachTile(buffers, tiles, (tile, finite) => {
      const at = tile * POWER_LENGTH;
      let left = finite.filter((value) => value !== 0).map(placed);
      for (let grid = 0; grid < POWER_GRIDS; grid++) {
        const top = left.reduce((most, value) => Math.max(most, value.top), 0);
        const exponent = left.length === 0 ? 0 : Math.max(1, top - BITS + 1);
        const whole = left.filter(({ low }) => low >= exponent);
        left = left.filter(({ low }) => low < exponent);
        const words = POWER_WORDS.flatMap((length, p) => {
          const sum = whole.reduce((all, { value, low }) => {
            return all + (value << BigInt(low - exponent)) ** BigInt(p + 1);
          }, 0n);
          return Array.from({ length }, (_, i) =>
            Number(BigInt.asUintN(32, sum >> BigInt(32 * i))),
          );
        });
        buffers.powers.set([exponent, ...words], at + 1 + grid * GRID_LENGTH);
      }
      buffers.powers[at] = left.length;
    });
  },
});

/** An odd integer, the place of its lowest bit and that of its highest one. */
function placed(value: number): {
  readonly value: bigint;
  readonly low: number;
  readonly top: number;
} {
  let { mantissa, exponent } = partsOf(value);
  while ((mantissa & 1n) === 0n) {
    mantissa >>= 1n;
    exponent++;
  }
  const top = exponent + mantissa.toString(2).length - 1;
  return { value: value < 0 ? -mantissa : mantissa, low: exponent, top };
}
