import type { Graph, Ref } from "../graph/graph.ts";
import { derive, type Scalar } from "../graph/scalar.ts";
import { BINS_LENGTH, f64Histograms, NO_WIDTH } from "../kernels/f64-histograms.ts";
import {
  f64Powers,
  GRID_LENGTH,
  POWER_GRIDS,
  POWER_LENGTH,
  POWER_WORDS,
} from "../kernels/f64-powers.ts";
import { f64Ranges, RANGE_LENGTH, RANGE_WORDS } from "../kernels/f64-ranges.ts";
import { f64Registers } from "../kernels/f64-registers.ts";
import { doubleAt, TILE_VALUES } from "../kernels/shared/f64.ts";

/** Doubles that are measured together, at most. */
export const STATISTICS_TILE = TILE_VALUES;

/** Doubles in tiles, and the HyperLogLog registers that each tile raises, all as the kernels take them. */
export interface DoubleTiles {
  readonly values: Ref<"u32">;
  readonly starts: Ref<"u32">;
  readonly targets: Ref<"u32">;
  readonly registers: Ref<"u32">;
}

/** Records what is told of each tile, in words; they and the registers are the same on every device. */
export function doubleStatistics(
  graph: Graph,
  { values, starts, targets, registers }: DoubleTiles,
  tiles: Scalar,
): { readonly ref: Ref<"u32">; readonly name: keyof StatisticsWords; readonly length: Scalar }[] {
  const words = (name: keyof StatisticsWords, length: number) => ({
    name,
    ref: graph.scratch(name, "u32", (starts.length - 1) * length),
    length: derive(tiles, (count) => count * length),
  });
  const ranges = words("ranges", RANGE_LENGTH);
  const powers = words("powers", POWER_LENGTH);
  const bins = words("bins", BINS_LENGTH);
  graph.dispatch(f64Ranges, { values, starts, ranges: ranges.ref }, { tiles });
  graph.dispatch(f64Histograms, { values, starts, ranges: ranges.ref, bins: bins.ref }, { tiles });
  graph.dispatch(f64Powers, { values, starts, powers: powers.ref }, { tiles });
  graph.dispatch(f64Registers, { values, starts, targets, registers }, { tiles });
  return [ranges, powers, bins];
}

/** The words of all tiles. */
export type StatisticsWords = Readonly<Record<"ranges" | "powers" | "bins", Uint32Array>>;

/** Sums of powers: `sums[p - 1]` counts units of `2 ** (p * exponent)`. */
export interface PowerSums {
  readonly exponent: number;
  readonly sums: readonly [bigint, bigint, bigint, bigint];
}

/** What is told of the doubles of a tile. */
export interface TileStatistics {
  /** Numbers of `f64-ranges`, by their names; extremes are 0 where there is no finite value. */
  readonly range: Readonly<Record<keyof typeof RANGE_WORDS, number>>;
  /** The sums of these together are those of all finite values but the unfit. */
  readonly powers: readonly PowerSums[];
  /** Values too small, beside the others, to be summed up with them. */
  readonly unfit: number;
  /** Counts from the multiple `base` of the width `2 ** width`, or where there is none, of equal values. */
  readonly bins: {
    readonly width: number | undefined;
    readonly base: number;
    readonly counts: readonly number[];
  };
}

const DOUBLES = new Set(["min", "max", "first", "last"]);
const UNIT_EXPONENT = 1075;

/** What the words say of a tile. */
export function tileStatistics(words: StatisticsWords, tile: number): TileStatistics {
  const ranges = words.ranges.subarray(tile * RANGE_LENGTH, (tile + 1) * RANGE_LENGTH);
  const powers = words.powers.subarray(tile * POWER_LENGTH, (tile + 1) * POWER_LENGTH);
  const bins = words.bins.subarray(tile * BINS_LENGTH, (tile + 1) * BINS_LENGTH);
  const range = Object.fromEntries(
    Object.entries(RANGE_WORDS).map(([name, at]) => [
      name,
      DOUBLES.has(name) ? doubleAt(ranges, at / 2) : ranges[at]!,
    ]),
  ) as unknown as TileStatistics["range"];
  const width = bins[0]! | 0;
  return {
    range,
    powers: Array.from({ length: POWER_GRIDS }, (_, grid) => powerSums(powers, grid)).filter(
      (sums) => sums !== undefined,
    ),
    unfit: powers[0]!,
    bins: {
      width: width === NO_WIDTH ? undefined : width,
      base: (bins[3]! | 0) * 2 ** 32 + bins[2]!,
      counts: [...bins.subarray(4, 4 + bins[1]!)],
    },
  };
}

function powerSums(words: Uint32Array, grid: number): PowerSums | undefined {
  let at = 1 + grid * GRID_LENGTH;
  const exponent = words[at++]!;
  if (exponent === 0) return undefined;
  const sums = POWER_WORDS.map((length) => {
    let sum = BigInt(words[at + length - 1]! | 0);
    for (let i = length - 2; i >= 0; i--) sum = (sum << 32n) | BigInt(words[at + i]!);
    at += length;
    return sum;
  });
  return { exponent: exponent - UNIT_EXPONENT, sums: sums as unknown as PowerSums["sums"] };
}
