import { f64Powers, GRID_LENGTH, POWER_LENGTH } from "../../src/kernels/f64-powers.ts";
import { anyDoubleTiles, type DoubleTiles, doubleTiles } from "../support/double-tiles.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

function call({ tiles, ...buffers }: DoubleTiles) {
  return {
    buffers: { ...buffers, powers: new Uint32Array(tiles * POWER_LENGTH).fill(7) },
    params: { tiles },
  };
}

const ones = 2 ** 32 - 1;
const none = Array<number>(GRID_LENGTH).fill(0);

kernelSuite(f64Powers, {
  examples: [
    {
      title: "sums on the grid on which the greatest value has 64 bits",
      // 3 and 2 have their highest bit at 2^1: the grid is 2^-62, whose exponent is 1075 - 62.
      ...call(doubleTiles([3, -2])),
      outputs: {
        powers: Uint32Array.of(
          0,
          // 3 - 2, 9 + 4, 27 - 8 and 81 + 16, in units of 2^-62, 2^-124, 2^-186 and 2^-248.
          ...[1013, 0, 2 ** 30, 0],
          ...[0, 0, 0, 13 * 2 ** 28, 0],
          ...[0, 0, 0, 0, 0, (19 * 2 ** 26) % 2 ** 32, 0],
          ...[0, 0, 0, 0, 0, 0, 0, (97 * 2 ** 24) % 2 ** 32, 0],
          ...[...none, ...none, ...none],
        ),
      },
    },
    {
      title: "has sums below zero",
      // The grid of 1 is 2^-63.
      ...call(doubleTiles([-1, Number.NaN, 0, Number.NEGATIVE_INFINITY])),
      outputs: {
        powers: Uint32Array.of(
          0,
          ...[1012, 0, 2 ** 31, ones],
          ...[0, 0, 0, 2 ** 30, 0],
          ...[0, 0, 0, 0, 0, ones - 2 ** 29 + 1, ones],
          ...[0, 0, 0, 0, 0, 0, 0, 2 ** 28, 0],
          ...[...none, ...none, ...none],
        ),
      },
    },
    {
      title: "takes what is too small for a grid by the next, and counts what is too small for all",
      ...call(doubleTiles([1, 2 ** -64, 2 ** -128, 2 ** -192, 2 ** -256, 2 ** -320], [])),
      outputs: {
        powers: Uint32Array.of(
          2,
          ...[1012, 948, 884, 820].flatMap((exponent) => [
            ...[exponent, 0, 2 ** 31, 0],
            ...[0, 0, 0, 2 ** 30, 0],
            ...[0, 0, 0, 0, 0, 2 ** 29, 0],
            ...[0, 0, 0, 0, 0, 0, 0, 2 ** 28, 0],
          ]),
          ...Array<number>(POWER_LENGTH).fill(0),
        ),
      },
    },
    {
      title: "reaches down to the least of all doubles",
      ...call(doubleTiles([Number.MIN_VALUE, 3 * Number.MIN_VALUE])),
      outputs: {
        powers: Uint32Array.of(
          ...[0, 1, 4, 0, 0, 10, 0, 0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 82, 0, 0, 0, 0, 0, 0, 0, 0],
          ...[...none, ...none, ...none],
        ),
      },
    },
  ],
  calls: anyDoubleTiles.map(call),
});
