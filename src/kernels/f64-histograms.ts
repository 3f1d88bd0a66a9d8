import { defineKernel, read, shaderText, write } from "../core/kernel.ts";
import main from "../../shaders/f64-histograms.wgsl" with { type: "text" };
import f64 from "../../shaders/shared/f64.wgsl" with { type: "text" };
import { RANGE_LENGTH, RANGE_WORDS } from "./f64-ranges.ts";
import { doubleAt, eachTile, multipleOf, partsOf, TILE_WORKERS } from "./shared/f64.ts";

/** Bins of a tile, at most. */
const TILE_BINS = 128;
/** Words of a tile: the exponent of the width as i32, the number of bins, the first one as i64 in widths, and the counts. */
export const BINS_LENGTH = 4 + TILE_BINS;
/** The exponent of a width where all values are equal: one bin has them. */
export const NO_WIDTH = -2000;
/** That of the narrowest bins. */
const NARROWEST = -1024;

/**
 * Counts the finite doubles of each tile of at most 4096 in bins that start at multiples of their width,
 * the least power of two by which `TILE_BINS` are enough; `ranges` are those of `f64-ranges`.
 */
export const f64Histograms = defineKernel({
  name: "f64-histograms",
  params: { tiles: "u32" },
  bindings: {
    values: read("u32"),
    starts: read("u32"),
    ranges: read("u32"),
    bins: write("u32"),
  },
  workgroupSize: TILE_WORKERS,
  invocations: ({ tiles }) => tiles * TILE_WORKERS,
  wgsl: shaderText(main, f64),
  cuda: "kernels-cuda/f64-histograms.cu",
  cpu(buffers, { tiles }) {
    const { ranges, bins } = buffers;
    eachTile(buffers, tiles, (tile, finite) => {
      const words = ranges.subarray(tile * RANGE_LENGTH, (tile + 1) * RANGE_LENGTH);
      const min = doubleAt(words, RANGE_WORDS.min / 2);
      const max = doubleAt(words, RANGE_WORDS.max / 2);
      const counts = Array<number>(TILE_BINS).fill(0);
      const at = tile * BINS_LENGTH;
      if (min === max) {
        counts[0] = finite.length;
        bins.set([NO_WIDTH, Math.sign(finite.length), 0, 0, ...counts], at);
        return;
      }
      // No narrower than doubles lie apart at the greatest value.
      const largest = Math.max(partsOf(min).exponent, partsOf(max).exponent);
      let width = Math.max(NARROWEST, largest - 1075);
      while (multipleOf(max, width) - multipleOf(min, width) >= TILE_BINS) width++;
      const base = multipleOf(min, width);
      const size = Number(multipleOf(max, width) - base) + 1;
      for (const value of finite) counts[Number(multipleOf(value, width) - base)]!++;
      const [low, high] = [base, base >> 32n].map((word) => Number(BigInt.asUintN(32, word)));
      bins.set([width, size, low!, high!, ...counts], at);
    });
  },
});
