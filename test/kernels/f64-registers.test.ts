import fc from "fast-check";
import { f64Registers } from "../../src/kernels/f64-registers.ts";
import { anyDoubleTiles, type DoubleTiles, doubleTiles } from "../support/double-tiles.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

function call({ tiles, ...buffers }: DoubleTiles, targets: number[], registers: number[]) {
  return {
    buffers: {
      ...buffers,
      targets: Uint32Array.from(targets),
      registers: Uint32Array.from(registers),
    },
    params: { tiles },
  };
}

kernelSuite(f64Registers, {
  examples: [
    {
      title: "raises the register that the first bits choose to the place of the next one bit",
      // 0 hashes to 0: no one bit is there. The hash of 1 begins with the bits 1010 1,
      // that of 7 with 0001 001.
      ...call(doubleTiles([0, 1, 7, -0]), [0, 4], Array(16).fill(0)),
      outputs: { registers: Uint32Array.of(61, 3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0) },
    },
    {
      title: "lowers none, leaves out what is not finite, and keeps to its own registers",
      ...call(
        doubleTiles([Number.NaN, Number.POSITIVE_INFINITY], [0], [0]),
        [0, 4, 16, 4, 32, 5],
        [...Array<number>(16).fill(9), 62, ...Array<number>(47).fill(1)],
      ),
      outputs: {
        registers: Uint32Array.of(
          ...[...Array<number>(16).fill(9), 62, ...Array<number>(15).fill(1)],
          ...[60, ...Array<number>(31).fill(1)],
        ),
      },
    },
  ],
  calls: fc
    .record({ tiles: anyDoubleTiles, precision: fc.integer({ min: 4, max: 16 }) })
    .map(({ tiles, precision }) =>
      call(
        tiles,
        Array.from({ length: tiles.tiles }, (_, t) => [(t % 2) << precision, precision]).flat(),
        Array<number>(2 << precision).fill(0),
      ),
    ),
});
