import { TILE_VALUES } from "../../src/kernels/shared/f64.ts";
import { randomU32 } from "./kernel-bench.ts";

/** Numbers of which doubles are measured: small to large. */
export const DOUBLE_SIZES = [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 24];

/** So many doubles from 0 to 1 in whole tiles, as the kernels of `f64-…` take them. */
export function doublesBench(size: number): {
  readonly values: Uint32Array;
  readonly starts: Uint32Array;
  readonly tiles: number;
} {
  const random = randomU32(1);
  const doubles = new Float64Array(size).map(() => random() / 2 ** 32);
  const tiles = Math.ceil(size / TILE_VALUES);
  return {
    values: new Uint32Array(doubles.buffer),
    starts: new Uint32Array(tiles + 1).map((_, tile) => Math.min(size, tile * TILE_VALUES)),
    tiles,
  };
}
