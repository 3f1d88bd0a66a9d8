import type { StoredNumbers } from "./stored-profile.ts";

type Point = readonly [share: number, value: number];

/** Shares of a stored column below a value, and the other way, straight between what is known. */
export class StoredCurve {
  readonly #shares: readonly number[];
  readonly #values: readonly number[];

  /** Whether every value is stored. */
  readonly exact: boolean;

  constructor(stored: StoredNumbers) {
    const all = allValues(stored);
    const points = all ?? knownPoints(stored);
    this.exact = all !== undefined;
    this.#shares = points.map(([share]) => share);
    this.#values = points.map(([, value]) => value);
  }

  quantile(share: number): number {
    return between(this.#shares, this.#values, share);
  }

  /** The share of values up to `value`. */
  upTo(value: number): number {
    if (value < this.#values[0]!) return 0;
    return between(this.#values, this.#shares, value);
  }
}

/** The line through the points, `xs` ascending; at a jump, its upper end. */
function between(xs: readonly number[], ys: readonly number[], x: number): number {
  if (x >= xs.at(-1)!) return ys.at(-1)!;
  let i = xs.length - 2;
  while (i > 0 && xs[i]! > x) i--;
  const [x0, x1] = [xs[i]!, xs[i + 1]!];
  const [y0, y1] = [ys[i]!, ys[i + 1]!];
  return x1 === x0 || y1 === y0 ? y0 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/** Where every value is stored with its count, nothing is between them. */
function allValues({
  top = [],
  topError = 0,
  distinct,
  count,
}: StoredNumbers): Point[] | undefined {
  const sum = top.reduce((total, each) => total + each.count, 0);
  if (distinct !== top.length || topError > 0 || sum !== count || count === 0) return undefined;
  let below = 0;
  return top
    .map((each) => [Number(each.value), each.count] as const)
    .toSorted(([a], [b]) => a - b)
    .flatMap(([value, times]): Point[] => {
      const from = below / count;
      below += times;
      return [
        [from, value],
        [below / count, value],
      ];
    });
}

function knownPoints({ quantiles, distribution = [], min, max }: StoredNumbers): Point[] {
  if (distribution.length > 1) {
    return distribution.map((value, i) => [i / (distribution.length - 1), value]);
  }
  const inner = Object.entries(quantiles)
    .map(([share, value]): Point => [Number(share), value])
    .filter(([share]) => share > 0 && share < 1)
    .toSorted(([a], [b]) => a - b);
  return [[0, min], ...inner, [1, max]];
}
