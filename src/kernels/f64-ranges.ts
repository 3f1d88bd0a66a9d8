import { defineKernel, read, shaderText, write } from "../core/kernel.ts";
import main from "../../shaders/f64-ranges.wgsl" with { type: "text" };
import f64 from "../../shaders/shared/f64.wgsl" with { type: "text" };
import { eachTile, TILE_WORKERS, wordsOf } from "./shared/f64.ts";

/** Words of a tile, in their order. Doubles are two words, low and high; zeros have no sign. */
export const RANGE_WORDS = {
  /** Finite values; where there are none, the words about them are 0. */
  count: 0,
  nan: 1,
  positiveInfinity: 2,
  negativeInfinity: 3,
  zeros: 4,
  negatives: 5,
  /** How often a finite value is greater than, or less than, the finite one before it. */
  rises: 6,
  falls: 7,
  min: 8,
  max: 10,
  /** How often they come. */
  atMin: 12,
  atMax: 13,
  first: 14,
  last: 16,
} as const;
export const RANGE_LENGTH = 18;

/** Counts, extremes and order of the doubles of each tile of at most 4096: tile `t` is `values` from `starts[t]` to `starts[t + 1]`. */
export const f64Ranges = defineKernel({
  name: "f64-ranges",
  params: { tiles: "u32" },
  bindings: { values: read("u32"), starts: read("u32"), ranges: write("u32") },
  workgroupSize: TILE_WORKERS,
  invocations: ({ tiles }) => tiles * TILE_WORKERS,
  wgsl: shaderText(main, f64),
  cuda: "kernels-cuda/f64-ranges.cu",
  cpu(buffers, { tiles }) {
    eachTile(buffers, tiles, (tile, finite, others) => {
      const times = (counts: (value: number, i: number) => boolean): number =>
        finite.filter(counts).length;
      const min = finite.reduce((least, value) => Math.min(least, value), Infinity);
      const max = finite.reduce((greatest, value) => Math.max(greatest, value), -Infinity);
      const count = finite.length;
      const double = (value: number | undefined): readonly number[] =>
        count === 0 ? [0, 0] : wordsOf(value!);
      buffers.ranges.set(
        [
          count,
          others.filter(Number.isNaN).length,
          others.filter((value) => value > 0).length,
          others.filter((value) => value < 0).length,
          times((value) => value === 0),
          times((value) => value < 0),
          times((value, i) => i > 0 && value > finite[i - 1]!),
          times((value, i) => i > 0 && value < finite[i - 1]!),
          ...double(min),
          ...double(max),
          times((value) => value === min),
          times((value) => value === max),
          ...double(finite[0]),
          ...double(finite.at(-1)),
        ],
        tile * RANGE_LENGTH,
      );
    });
  },
});
