import { countUpTo, quantileOf } from "../../statistics/quantile-bins.ts";
import type { Distribution } from "./result.ts";

const BINS = 40;
const VALUES = 12;
/** Outliers beyond these are left out of a plot that they would squeeze. */
const TAIL = 0.005;
const SQUEEZED = 0.1;

/** Both samples, ascending, over bins of one width. */
export function binned(a: Float64Array, b: Float64Array): Distribution {
  const least = Math.min(a[0]!, b[0]!);
  const most = Math.max(a[a.length - 1]!, b[b.length - 1]!);
  const low = Math.min(quantileOf(a, TAIL), quantileOf(b, TAIL));
  const high = Math.max(quantileOf(a, 1 - TAIL), quantileOf(b, 1 - TAIL));
  const squeezed = high - low < (most - least) * SQUEEZED && high > low;
  const [from, to] = squeezed ? [low, high] : [least, most];
  const few = wholeSteps(a, b, from, to);
  const bins = few ?? BINS;
  const start = few === undefined ? from : from - 0.5;
  const end = few === undefined ? (to > from ? to : from + 1) : to + 0.5;
  const edges = Array.from({ length: bins + 1 }, (_, i) => start + ((end - start) * i) / bins);
  return { kind: "bins", edges, reference: shares(a, edges), current: shares(b, edges) };
}

/** Few whole numbers have a bin each. */
function wholeSteps(
  a: Float64Array,
  b: Float64Array,
  from: number,
  to: number,
): number | undefined {
  if (to - from >= BINS || !Number.isInteger(from)) return undefined;
  const whole = [a, b].every((values) => values.every(Number.isInteger));
  return whole ? to - from + 1 : undefined;
}

function shares(sorted: Float64Array, edges: readonly number[]): number[] {
  const below = edges.map((edge, i) =>
    // The first bin has its lower edge, too.
    i === 0 ? sorted.length - countFrom(sorted, edge) : countUpTo(sorted, edge),
  );
  return below.slice(1).map((end, i) => (end - below[i]!) / sorted.length);
}

function countFrom(sorted: Float64Array, value: number): number {
  let at = countUpTo(sorted, value);
  while (at > 0 && sorted[at - 1] === value) at--;
  return sorted.length - at;
}

/** The most frequent values, and the others in one. */
export function topValues(
  values: readonly string[],
  a: readonly number[],
  b: readonly number[],
): Distribution {
  const sumA = a.reduce((sum, count) => sum + count, 0);
  const sumB = b.reduce((sum, count) => sum + count, 0);
  const shareOf = (i: number): [number, number] => [a[i]! / sumA, b[i]! / sumB];
  const order = values
    .map((_, i) => i)
    .toSorted((i, j) => Math.max(...shareOf(j)) - Math.max(...shareOf(i)));
  const shown = order.slice(0, values.length > VALUES ? VALUES - 1 : VALUES);
  const rest = order.slice(shown.length).map(shareOf);
  const pairs = shown.map(shareOf);
  const names = shown.map((i) => values[i]!);
  if (rest.length > 0) {
    names.push(`${rest.length} others`);
    pairs.push([
      rest.reduce((sum, [share]) => sum + share, 0),
      rest.reduce((sum, [, share]) => sum + share, 0),
    ]);
  }
  return {
    kind: "values",
    values: names,
    reference: pairs.map(([share]) => share),
    current: pairs.map(([, share]) => share),
  };
}
