import { f64Ranges, RANGE_LENGTH } from "../../src/kernels/f64-ranges.ts";
import { anyDoubleTiles, type DoubleTiles, doubleTiles, wordsOf } from "../support/double-tiles.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

function call({ tiles, ...buffers }: DoubleTiles) {
  return {
    buffers: { ...buffers, ranges: new Uint32Array(tiles * RANGE_LENGTH).fill(7) },
    params: { tiles },
  };
}

kernelSuite(f64Ranges, {
  examples: [
    {
      title: "counts, and knows the ends, how often they come and the order",
      ...call(doubleTiles([2, -1.5, -1.5, 0, 3, 3])),
      outputs: {
        ranges: Uint32Array.of(
          // Six values, one of them zero and two negative; they rise twice and fall once.
          ...[6, 0, 0, 0, 1, 2, 2, 1],
          ...wordsOf([-1.5, 3]),
          ...[2, 2],
          ...wordsOf([2, 3]),
        ),
      },
    },
    {
      title: "only counts what is not finite, and looks back beyond it",
      ...call(doubleTiles([nan, 1, infinity, -infinity, nan, 2, -infinity])),
      outputs: {
        ranges: Uint32Array.of(
          ...[2, 2, 1, 2, 0, 0, 1, 0],
          ...wordsOf([1, 2]),
          ...[1, 1],
          ...wordsOf([1, 2]),
        ),
      },
    },
    {
      title: "knows tiles without a value, and begins anew with each",
      ...call(doubleTiles([], [nan], [5], [4])),
      outputs: {
        ranges: Uint32Array.of(
          ...Array<number>(18).fill(0),
          ...[0, 1, ...Array<number>(16).fill(0)],
          ...[1, 0, 0, 0, 0, 0, 0, 0, ...wordsOf([5, 5]), 1, 1, ...wordsOf([5, 5])],
          ...[1, 0, 0, 0, 0, 0, 0, 0, ...wordsOf([4, 4]), 1, 1, ...wordsOf([4, 4])],
        ),
      },
    },
    {
      title: "gives zero no sign",
      ...call(doubleTiles([-0, 0])),
      outputs: { ranges: Uint32Array.of(2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0) },
    },
  ],
  calls: anyDoubleTiles.map(call),
});
