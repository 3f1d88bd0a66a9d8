import { BINS_LENGTH, f64Histograms, NO_WIDTH } from "../../src/kernels/f64-histograms.ts";
import { f64Ranges, RANGE_LENGTH } from "../../src/kernels/f64-ranges.ts";
import { anyDoubleTiles, type DoubleTiles, doubleTiles } from "../support/double-tiles.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

function call({ tiles, ...buffers }: DoubleTiles) {
  const ranges = new Uint32Array(tiles * RANGE_LENGTH);
  f64Ranges.cpu({ ...buffers, ranges }, { tiles });
  return {
    buffers: { ...buffers, ranges, bins: new Uint32Array(tiles * BINS_LENGTH).fill(7) },
    params: { tiles },
  };
}

const bins = (width: number, size: number, base: bigint, counts: Record<number, number>) => [
  ...[width, size, Number(base & 0xffffffffn), Number((base >> 32n) & 0xffffffffn)],
  ...Array.from({ length: 128 }, (_, i) => counts[i] ?? 0),
];

kernelSuite(f64Histograms, {
  examples: [
    {
      title: "takes the narrowest bins that 128 of are enough",
      // Of a width of 1 there would be 256: the first of width 2 begins at -2, and 253 is in the last.
      ...call(doubleTiles([-2, -1, -0.5, 0, 253, 252, Number.NaN])),
      outputs: { bins: Uint32Array.from(bins(1, 128, -1n, { 0: 3, 1: 1, 127: 2 })) },
    },
    {
      title: "has one bin of no width for equal values, and none for no values",
      ...call(doubleTiles([3, 3, Number.POSITIVE_INFINITY], [], [-0, 0])),
      outputs: {
        bins: Uint32Array.from([
          ...bins(NO_WIDTH, 1, 0n, { 0: 2 }),
          ...bins(NO_WIDTH, 0, 0n, {}),
          ...bins(NO_WIDTH, 1, 0n, { 0: 2 }),
        ]),
      },
    },
    {
      title: "has bins no narrower than doubles lie apart",
      // 2^53 and the next double, which is 2 more.
      ...call(doubleTiles([2 ** 53, 2 ** 53 + 2])),
      outputs: { bins: Uint32Array.from(bins(1, 2, 2n ** 52n, { 0: 1, 1: 1 })) },
    },
    {
      title: "rounds down, also what is below zero and far smaller than a bin",
      ...call(doubleTiles([-Number.MIN_VALUE, Number.MIN_VALUE, 1, -1])),
      // Of 1/64 the bins of 1 and -1 are 128 apart; of 1/32 they are 64.
      outputs: { bins: Uint32Array.from(bins(-5, 65, -32n, { 0: 1, 31: 1, 32: 1, 64: 1 })) },
    },
  ],
  calls: anyDoubleTiles.map(call),
});
