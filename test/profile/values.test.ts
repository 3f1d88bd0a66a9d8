import { describe, expect, test } from "vitest";
import { mergeValues, Ordered, rankError, type Values } from "../../src/profile/values.ts";
import { gaussian, random, stateOf } from "../support/numbers.ts";

const n = 60_000;
const next = random(3);
/** Orders that are hard for sketches. */
const orders: Readonly<Record<string, Float64Array>> = {
  ascending: Float64Array.from({ length: n }, (_, i) => i),
  descending: Float64Array.from({ length: n }, (_, i) => n - i),
  constant: new Float64Array(n).fill(7),
  "heavy tails": Float64Array.from({ length: n }, () => 1 / (next() - 0.5)),
  "all distinct, shuffled": Float64Array.from({ length: n }, () => gaussian(next)),
  "two values": Float64Array.from({ length: n }, (_, i) => Number(i % 3 === 0)),
  "cubed, and cubed again": Float64Array.from({ length: n }, () => (next() - 0.5) ** 81),
  "zoomed in from both ends": Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? i : -i)),
};

/** By how much the true ranks of the quantiles are off, as a share of all values. */
function worst(values: Values, data: Float64Array): number {
  const sorted = data.toSorted();
  const below = (x: number): number => lowerBound(sorted, (y) => y < x);
  const upTo = (x: number): number => lowerBound(sorted, (y) => y <= x);
  const ordered = new Ordered(values);
  let most = 0;
  for (let i = 0; i <= 200; i++) {
    const position = (i / 200) * (data.length - 1);
    const value = ordered.at(Math.floor(position));
    const off = Math.max(below(value) - position, position - (upTo(value) - 1), 0);
    most = Math.max(most, off / data.length);
  }
  return most;
}

function lowerBound(sorted: Float64Array, before: (x: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

describe.each(Object.entries(orders))("a sketch of values that are %s", (_, data) => {
  test("is within its bound, and the bound is tight", () => {
    const { values } = stateOf(data, { capacity: 512 });
    expect(values.kind).toBe("sketch");
    expect(rankError(values)).toBeLessThan(0.02);
    expect(worst(values, data)).toBeLessThanOrEqual(rankError(values));
  });

  test("weighs as much as there are values", () => {
    const { values } = stateOf(data, { part: 777 });
    if (values.kind === "all") throw new Error("no sketch");
    const weight = values.levels.reduce((sum, level, h) => sum + level.length * 2 ** h, 0);
    expect(weight).toBe(n);
  });

  test("is within its bound when merged, whichever way", () => {
    const parts = [0, 1, 2, 3].map(
      (i) => stateOf(data.subarray(i * 15_000, (i + 1) * 15_000)).values,
    );
    const merge = (a: Values, b: Values): Values => mergeValues(a, b, 1024, 256);
    const [a, b, c, d] = parts as [Values, Values, Values, Values];
    const ways = [
      merge(merge(merge(a, b), c), d),
      merge(merge(d, c), merge(b, a)),
      merge(a, merge(b, merge(c, d))),
    ];
    for (const merged of ways) {
      expect(merged).toMatchObject({ count: n });
      expect(rankError(merged)).toBeLessThan(0.05);
      expect(worst(merged, data)).toBeLessThanOrEqual(rankError(merged));
    }
  });
});

test.each(Object.entries(orders))("values that are %s are put in order", (_, data) => {
  // A sketch that has room for all values holds them as they were sorted.
  const { values } = stateOf(data, { part: n, slots: 64, exactMost: 8, capacity: 65_536 });
  if (values.kind === "all") throw new Error("no sketch");
  expect(values.squares).toBe(0);
  if (values.levels.length === 1) expect(values.levels[0]).toEqual(data.map((x) => x + 0).sort());
  else expect(worst(values, data)).toBeLessThan(1 / n);
});

describe("few values are kept as they are", () => {
  test("up to the limit, in whatever parts", () => {
    const data = Float64Array.from({ length: 1024 }, (_, i) => (i * 7919) % 1024);
    const { values } = stateOf(data, { part: 100 });
    expect(values).toEqual({ kind: "all", values: data });
    expect(rankError(values)).toBe(0);
  });

  test("merged too, until they are too many", () => {
    const [a, b] = [stateOf(Float64Array.of(3, 1)).values, stateOf(Float64Array.of(2)).values];
    expect(mergeValues(a, b, 3, 8)).toEqual({ kind: "all", values: Float64Array.of(3, 1, 2) });
    expect(mergeValues(a, b, 2, 8)).toMatchObject({ kind: "sketch", count: 3 });
  });

  test("and quantiles are those of NumPy, interpolated", () => {
    const ordered = new Ordered({ kind: "all", values: Float64Array.of(4, 1, 3, 2) });
    // numpy.quantile([4, 1, 3, 2], [0, 0.1, 0.25, 0.5, 0.9, 1])
    expect([0, 0.1, 0.25, 0.5, 0.9, 1].map((q) => ordered.quantile(q))).toEqual([
      1, 1.3, 1.75, 2.5, 3.7, 4,
    ]);
  });
});
