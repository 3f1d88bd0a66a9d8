import { distinctOf, topKeys } from "./counts.ts";
import { binned } from "./histogram.ts";
import { central, type Central } from "./moments.ts";
import type { Extreme, NumberState } from "./number-column.ts";
import { countOf, Ordered, rankError } from "./values.ts";

/** How the numbers of a profile are meant. */
export interface Measures {
  /** Divide by the count, or by one less. */
  readonly std: "population" | "sample";
  /** Quantiles wanted, in [0, 1]. */
  readonly quantiles: readonly number[];
  /** Frequent values wanted. */
  readonly top: number;
  /** Points of the stored distribution. */
  readonly points: number;
}

/** Values beyond limits. */
export interface Outliers {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** The farthest of them, at both ends. */
  readonly rows: readonly Extreme[];
}

/** What a column of numbers is like. Statistics are of its finite values. */
export interface NumberProfile {
  readonly count: number;
  readonly nulls: number;
  readonly nan: number;
  readonly infinite: { readonly positive: number; readonly negative: number };
  readonly zeros: number;
  readonly negatives: number;
  readonly distinct: number;
  /** Standard error of `distinct`, relative; 0 if it is exact. */
  readonly distinctError: number;
  readonly min: number | null;
  readonly max: number | null;
  /** Share of values that are the least, and the greatest. */
  readonly atMin: number;
  readonly atMax: number;
  readonly mean: number | null;
  readonly variance: number | null;
  readonly std: number | null;
  readonly skewness: number | null;
  /** Over that of a normal distribution, which is 0. */
  readonly kurtosis: number | null;
  readonly quantiles: Readonly<Record<string, number>>;
  /** By what share of all values a quantile's rank may be off; 0 if quantiles are exact. */
  readonly quantileError: number;
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
  readonly top: readonly { readonly value: number; readonly count: number }[];
  /** By how much a count in `top` may be too low. */
  readonly topError: number;
  readonly order: "constant" | "increasing" | "decreasing" | "rising" | "falling" | "none";
  readonly outliers?: {
    readonly iqr: Outliers;
    readonly mad: Outliers;
    readonly z: Outliers;
  };
  /** Values at evenly spaced ranks, from the least to the greatest: the distribution, stored. */
  readonly distribution: readonly number[];
}

/** What a summary tells of numbers. */
export type NumberSummary = Pick<
  NumberProfile,
  | "nan"
  | "infinite"
  | "zeros"
  | "negatives"
  | "min"
  | "max"
  | "mean"
  | "variance"
  | "std"
  | "quantiles"
  | "quantileError"
>;

const OUTLIER_ROWS = 10;
/** Of the median distance from the median to the standard deviation, for a normal distribution. */
const MAD_TO_STD = 1.482602218505602;

/** What is told of numbers by a summary, and what more is told from. */
function summarized(state: NumberState, measures: Measures) {
  const { count, nan, positiveInfinity, negativeInfinity } = state;
  const values = new Ordered(state.values);
  const moments = central(state.moments);
  const some = count > 0;
  const quantile = (q: number): number => {
    if (q === 0) return state.min;
    return q === 1 ? state.max : values.quantile(q);
  };
  const [variance, std] = spreadOf(moments, count, measures.std);
  const summary: NumberSummary = {
    nan,
    infinite: { positive: positiveInfinity, negative: negativeInfinity },
    zeros: state.zeros,
    negatives: state.negatives,
    min: some ? state.min : null,
    max: some ? state.max : null,
    mean: moments?.mean ?? null,
    variance,
    std,
    quantiles: Object.fromEntries(
      some ? measures.quantiles.map((q) => [String(q), quantile(q)]) : [],
    ),
    quantileError: rankError(state.values),
  };
  return { summary, values, moments, quantile };
}

/** How many values there are, finite ones and others. */
function countAll({ count, nan, positiveInfinity, negativeInfinity }: NumberState): number {
  return count + nan + positiveInfinity + negativeInfinity;
}

export function numberSummary(
  state: NumberState,
  measures: Measures,
): NumberSummary & Pick<NumberProfile, "count" | "nulls"> {
  const { summary } = summarized(state, measures);
  return { count: countAll(state), nulls: state.nulls, ...summary };
}

export function numberProfile(state: NumberState, measures: Measures): NumberProfile {
  const { count, nan, positiveInfinity, negativeInfinity } = state;
  const { summary, values, moments, quantile } = summarized(state, measures);
  const some = count > 0;
  const { distinct, distinctError } = distinctOf(state.counts);
  const others = Number(nan > 0) + Number(positiveInfinity > 0) + Number(negativeInfinity > 0);
  const top = topKeys(state.counts, measures.top, (a, b) => doubleOf(a) - doubleOf(b));
  return {
    count: countAll(state),
    nulls: state.nulls,
    ...summary,
    // More than there are values is none the wiser.
    distinct: Math.min(distinct, count) + others,
    distinctError,
    atMin: some ? state.atMin / count : 0,
    atMax: some ? state.atMax / count : 0,
    skewness: moments?.skewness ?? null,
    kurtosis: moments?.kurtosis ?? null,
    histogram: binned(state.histogram),
    top: top.map(({ key, count: times }) => ({ value: doubleOf(key), count: times })),
    topError: state.counts.taken,
    order: orderOf(state),
    ...(some && moments && { outliers: outliersOf(state, values, quantile, moments) }),
    distribution: some
      ? Array.from({ length: measures.points }, (_, i) => quantile(i / (measures.points - 1)))
      : [],
  };
}

function spreadOf(
  moments: Central | undefined,
  count: number,
  kind: Measures["std"],
): readonly [variance: number | null, std: number | null] {
  if (!moments) return [null, null];
  if (kind === "population") return [moments.variance, moments.std];
  if (count < 2) return [null, null];
  const factor = count / (count - 1);
  return [moments.variance * factor, moments.std * Math.sqrt(factor)];
}

function orderOf({ count, rises, falls, repeats }: NumberState): NumberProfile["order"] {
  if (count === 0 || (rises > 0 && falls > 0)) return "none";
  if (rises > 0) return repeats > 0 ? "rising" : "increasing";
  if (falls > 0) return repeats > 0 ? "falling" : "decreasing";
  return "constant";
}

function outliersOf(
  state: NumberState,
  values: Ordered,
  quantile: (q: number) => number,
  { mean, std }: Central,
): NonNullable<NumberProfile["outliers"]> {
  const [q1, median, q3] = [quantile(0.25), quantile(0.5), quantile(0.75)];
  const mad = MAD_TO_STD * values.medianDistance(median);
  const beyond = (low: number, high: number): Outliers => ({
    low,
    high,
    count: Math.round(values.below(low) + countOf(state.values) - values.upTo(high)),
    rows: [
      ...state.lowest.filter(({ value }) => value < low).slice(0, OUTLIER_ROWS),
      ...state.highest.filter(({ value }) => value > high).slice(0, OUTLIER_ROWS),
    ],
  });
  const spread = 1.5 * (q3 - q1);
  return {
    iqr: beyond(q1 - spread, q3 + spread),
    mad: beyond(median - 3.5 * mad, median + 3.5 * mad),
    z: beyond(mean - 3 * std, mean + 3 * std),
  };
}

const word = new DataView(new ArrayBuffer(8));

function doubleOf(bits: bigint): number {
  word.setBigUint64(0, bits);
  return word.getFloat64(0);
}
