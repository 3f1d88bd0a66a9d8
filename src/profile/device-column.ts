import type { TileStatistics } from "../ops/double-statistics.ts";
import { mergeHistograms } from "./histogram.ts";
import type { Measured, MeasuredColumn, MomentsOf } from "./measuring.ts";
import { mergeMoments, type Moments, noMoments } from "./moments.ts";

/** A column of numbers, tile by tile. */
export class DeviceColumn implements MeasuredColumn {
  readonly precision: number;
  readonly #momentsOf: MomentsOf;
  readonly add: (values: Float64Array) => void;
  readonly #registers: Uint8Array;
  #measured: Omit<Measured, "registers"> = nothing;

  constructor(precision: number, momentsOf: MomentsOf, add: (values: Float64Array) => void) {
    this.precision = precision;
    this.#momentsOf = momentsOf;
    this.add = add;
    this.#registers = new Uint8Array(2 ** precision);
  }

  take(tile: TileStatistics, values: Float64Array): void {
    const moments = tile.unfit > 0 ? this.#momentsOf(values) : tileMoments(tile);
    this.#measured = followed(this.#measured, tile, moments);
  }

  raise(registers: Uint32Array): void {
    for (let i = 0; i < registers.length; i++) {
      if (registers[i]! > this.#registers[i]!) this.#registers[i] = registers[i]!;
    }
  }

  result(): Measured {
    return { ...this.#measured, registers: this.#registers };
  }
}

const nothing: Omit<Measured, "registers"> = {
  ...{ count: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, zeros: 0, negatives: 0 },
  ...{ min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, atMin: 0, atMax: 0 },
  ...{ rises: 0, falls: 0, repeats: 0, first: 0, last: 0 },
  moments: noMoments,
  histogram: {
    width: undefined,
    base: 0,
    counts: [],
    least: Number.POSITIVE_INFINITY,
    greatest: Number.NEGATIVE_INFINITY,
  },
};

/** Of a column and the tile that follows it. */
function followed(
  column: Omit<Measured, "registers">,
  { range, bins }: TileStatistics,
  moments: Moments,
): Omit<Measured, "registers"> {
  const sum = (name: "nan" | "positiveInfinity" | "negativeInfinity" | "zeros" | "negatives") =>
    column[name] + range[name];
  const others = {
    nan: sum("nan"),
    positiveInfinity: sum("positiveInfinity"),
    negativeInfinity: sum("negativeInfinity"),
  };
  if (range.count === 0) return { ...column, ...others };
  const meet = Number(column.count > 0);
  const rises = range.rises + meet * Number(range.first > column.last);
  const falls = range.falls + meet * Number(range.first < column.last);
  const [min, max] = [Math.min(column.min, range.min), Math.max(column.max, range.max)];
  return {
    ...others,
    count: column.count + range.count,
    zeros: sum("zeros"),
    negatives: sum("negatives"),
    min,
    max,
    atMin: (column.min === min ? column.atMin : 0) + (range.min === min ? range.atMin : 0),
    atMax: (column.max === max ? column.atMax : 0) + (range.max === max ? range.atMax : 0),
    rises: column.rises + rises,
    falls: column.falls + falls,
    repeats: column.repeats + (range.count - 1 + meet - rises - falls),
    first: meet ? column.first : range.first,
    last: range.last,
    moments: mergeMoments(column.moments, moments),
    histogram: mergeHistograms(column.histogram, {
      ...bins,
      least: range.min,
      greatest: range.max,
    }),
  };
}

function tileMoments({ range: { count }, powers }: TileStatistics): Moments {
  const none = { ...noMoments, count };
  return powers.reduce<Moments>((all, sums) => mergeMoments(all, { count: 0, ...sums }), none);
}
