import type { Extreme, NumberState } from "./number-column.ts";
import { Ordered } from "./values.ts";

/** How a clock goes from row to row; times in seconds. */
export interface ClockProfile {
  /** Rows a second, by the median step. */
  readonly rate: number | null;
  readonly medianStep: number | null;
  /** Standard deviation of the steps that go on and are no gaps. */
  readonly jitter: number | null;
  readonly gaps: {
    /** A longer step than this is a gap: ten median ones. */
    readonly longerThan: number | null;
    readonly count: number;
    /** The longest, with the rows they lead to. */
    readonly longest: readonly Extreme[];
  };
  /** Steps back, and steps of nothing. */
  readonly back: number;
  readonly repeated: number;
  /** Counts of steps by their length. */
  readonly steps: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

const GAP = 10;
const SHOWN_GAPS = 10;
const BINS = 40;

/** `unit` is how many seconds one unit of the steps is. */
export function clockProfile(steps: NumberState, unit: number): ClockProfile {
  const values = new Ordered(steps.values);
  const median = values.quantile(0.5);
  const going = median > 0;
  const limit = GAP * median;
  const longest = steps.highest.filter(({ value }) => going && value > limit);
  return {
    rate: going ? 1 / (median * unit) : null,
    medianStep: steps.count > 0 ? median * unit : null,
    jitter: going ? spread(values, limit) * unit : null,
    gaps: {
      longerThan: going ? limit * unit : null,
      count: going ? Math.round(values.count - values.upTo(limit)) : 0,
      longest: longest.slice(0, SHOWN_GAPS).map(({ value, row }) => ({ value: value * unit, row })),
    },
    back: steps.negatives,
    repeated: steps.zeros,
    steps: binnedSteps(values, unit),
  };
}

/** The standard deviation of the values in (0, limit]. */
function spread(values: Ordered, limit: number): number {
  let [n, mean, squares] = [0, 0, 0];
  values.each((value, weight) => {
    if (value <= 0 || value > limit) return;
    n += weight;
    const delta = value - mean;
    mean += (delta * weight) / n;
    squares += weight * delta * (value - mean);
  });
  return n > 0 ? Math.sqrt(squares / n) : 0;
}

/** Between the 1st and the 99th percentile and a little beyond: where most steps are. */
function binnedSteps(values: Ordered, unit: number): ClockProfile["steps"] {
  if (values.count === 0) return { edges: [], counts: [] };
  const [low, high] = [values.quantile(0.01), values.quantile(0.99)];
  const margin = (high - low) * 0.25 || Math.abs(high) * 0.1 || 1;
  const from = low - margin;
  const width = (high - low + 2 * margin) / BINS;
  const counts = Array<number>(BINS).fill(0);
  values.each((value, weight) => {
    const bin = Math.floor((value - from) / width);
    if (bin >= 0 && bin < BINS) counts[bin]! += weight;
  });
  const edges = Array.from({ length: BINS + 1 }, (_, i) => (from + i * width) * unit);
  return { edges, counts: counts.map(Math.round) };
}
