import type { ColumnSums } from "../ops/double-products.ts";
import type { Histogram } from "./histogram.ts";
import type { Moments } from "./moments.ts";
import type { NumberState } from "./number-column.ts";

/** What of a column of numbers does not depend on where it is found. */
export type Measured = Pick<
  NumberState,
  | "count"
  | "nan"
  | "positiveInfinity"
  | "negativeInfinity"
  | "zeros"
  | "negatives"
  | "min"
  | "max"
  | "atMin"
  | "atMax"
  | "rises"
  | "falls"
  | "repeats"
  | "first"
  | "last"
> & {
  readonly moments: Moments;
  readonly histogram: Histogram;
  /** Of HyperLogLog. */
  readonly registers: Uint8Array;
};

/** The exact moments of any values. */
export type MomentsOf = (values: Float64Array) => Moments;

/** Measures columns of numbers elsewhere: on a device. */
export interface Measuring {
  /**
   * A column with `2 ** precision` registers for distinct values; `momentsOf` takes in values that the
   * device leaves to the host.
   */
  column(precision: number, momentsOf: MomentsOf): MeasuredColumn;
  /**
   * Sums up the products of each two columns of finite values. `take` hears of them after those of
   * earlier calls; where there are no columns, of no sums.
   */
  products(columns: readonly Float64Array[], take: (sums: ColumnSums) => void): void;
  /** Waits while more is on its way than should be. */
  settle(): Promise<void>;
  /** Waits until all that was added is measured. */
  finish(): Promise<void>;
}

/** A column that is measured as its values are handed over. */
export interface MeasuredColumn {
  /** Takes a copy of the values, which follow those before. */
  add(values: Float64Array): void;
  /** Of all that was added, once it is finished. */
  result(): Measured;
}
