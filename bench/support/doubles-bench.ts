import { TILE_VALUES } from "../../src/kernels/shared/f64.ts";
import { randomU32 } from "./kernel-bench.ts";

/** Numbers of which doubles are measured: small to large. */
export const DOUBLE_SIZES = [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 24];

/** Doubles as the kernels of `f64-…` take them: in tiles. */
export interface DoublesCall {
  readonly values: Uint32Array;
  readonly starts: Uint32Array;
  readonly tiles: number;
}

/** So many doubles from 0 to 1, in whole tiles. */
export function doublesBench(size: number): DoublesCall {
  const random = randomU32(1);
  return tiled(
    new Float64Array(size).map(() => random() / 2 ** 32),
    TILE_VALUES,
  );
}

/** Doubles of every exponent and sign, and what is none, in tiles that end anywhere. */
export function edgeDoubles(): DoublesCall {
  const random = randomU32(2);
  const { NaN: nan, POSITIVE_INFINITY: infinity, MAX_VALUE, MIN_VALUE } = Number;
  const seldom = [nan, infinity, -infinity, 0, -0, MAX_VALUE, -MAX_VALUE, MIN_VALUE, -MIN_VALUE];
  const words = new Uint32Array(2 * 9001).map(() => random());
  const doubles = new Float64Array(words.buffer).map((value, i) =>
    i % 50 === 0 ? seldom[(i / 50) % seldom.length]! : i % 1000 < 300 ? Math.fround(i / 7) : value,
  );
  return tiled(doubles, 1777);
}

function tiled(doubles: Float64Array, length: number): DoublesCall {
  const size = doubles.length;
  const tiles = Math.ceil(size / length);
  return {
    values: new Uint32Array(doubles.buffer),
    starts: new Uint32Array(tiles + 1).map((_, tile) => Math.min(size, tile * length)),
    tiles,
  };
}
