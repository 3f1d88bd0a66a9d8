import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distinctOf, mergeCounts } from "../../src/profile/counts.ts";
import { Engine } from "../../src/profile/engine.ts";
import { binned, mergeHistograms, MOST_BINS } from "../../src/profile/histogram.ts";
import { central } from "../../src/profile/moments.ts";
import { mergeNumbers, NumberColumn, type NumberState } from "../../src/profile/number-column.ts";
import { type Measures, numberProfile } from "../../src/profile/number-profile.ts";
import { gaussian, keeping, random, stateOf } from "../support/numbers.ts";

const measures: Measures = { std: "population", quantiles: [0.25, 0.5, 0.75], top: 3, points: 5 };
const engine = await Engine.open();

const values = fc.array(
  fc.oneof(
    fc.double(),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
  ),
  { maxLength: 80 },
);

/** The statistics as one would write them down. */
function plainly(list: readonly number[]): object {
  const finite = list.filter(Number.isFinite).map((x) => x + 0);
  const pairs = finite.slice(1).map((x, i) => x - finite[i]!);
  return {
    count: finite.length,
    nan: list.filter(Number.isNaN).length,
    positiveInfinity: list.filter((x) => x === Number.POSITIVE_INFINITY).length,
    negativeInfinity: list.filter((x) => x === Number.NEGATIVE_INFINITY).length,
    zeros: finite.filter((x) => x === 0).length,
    negatives: finite.filter((x) => x < 0).length,
    min: Math.min(...finite),
    max: Math.max(...finite),
    atMin: finite.filter((x) => x === Math.min(...finite)).length,
    atMax: finite.filter((x) => x === Math.max(...finite)).length,
    rises: finite.slice(1).filter((x, i) => x > finite[i]!).length,
    falls: finite.slice(1).filter((x, i) => x < finite[i]!).length,
    repeats: pairs.filter((x) => x === 0).length,
  };
}

describe("a column of numbers", () => {
  test("counts what there is", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 30 }), (list, part) => {
        const state = stateOf(Float64Array.from(list), { part });
        expect(state).toMatchObject(plainly(list));
        expect(distinctOf(state.counts).distinct).toBe(
          new Set(list.filter(Number.isFinite).map((x) => x + 0)).size,
        );
      }),
    );
  });

  test("is the sum of its parts", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const merged = mergeNumbers(stateOf(Float64Array.from(a)), stateOf(Float64Array.from(b)));
        const whole = stateOf(Float64Array.from([...a, ...b]));
        expect(numberProfile({ ...merged, lowest: [], highest: [] }, measures)).toEqual(
          numberProfile({ ...whole, lowest: [], highest: [] }, measures),
        );
      }),
    );
  });

  test("leaves nulls out, and knows the rows of the others", () => {
    const column = new NumberColumn(engine, keeping);
    // Rows 10, 12 and 13 of 10 to 14; bits from the third on.
    column.observe(Int32Array.of(5, 99, -7, 6, 99), 10, {
      bits: Uint8Array.of(0b0110100),
      offset: 2,
    });
    const state = column.state();
    expect(state).toMatchObject({ nulls: 2, count: 3, min: -7, max: 6 });
    expect(state.lowest).toEqual([
      { value: -7, row: 12 },
      { value: 5, row: 10 },
      { value: 6, row: 13 },
    ]);
  });

  test("takes every kind of number", () => {
    const kinds = [
      Float32Array.of(1, 2.5),
      Float32Array.of(-0.5, 3, 2 ** 100, 7, 8),
      Int32Array.of(-7, 2 ** 31 - 1, 5),
      Uint32Array.of(2 ** 32 - 1, 9),
      Int8Array.of(-1, 2),
      Uint16Array.of(7, 65_535),
      BigInt64Array.of(-(2n ** 62n), 5n),
      BigUint64Array.of(2n ** 63n, 5n),
    ];
    const found = kinds.map((each) => {
      const column = new NumberColumn(engine, keeping);
      column.observe(each, 0);
      const { min, max } = column.state();
      return [min, max];
    });
    expect(found).toEqual([
      [1, 2.5],
      [-0.5, 2 ** 100],
      [-7, 2 ** 31 - 1],
      [9, 2 ** 32 - 1],
      [-1, 2],
      [7, 65_535],
      [-(2 ** 62), 5],
      [5, 2 ** 63],
    ]);
  });

  test("knows the rows that it is told", () => {
    const column = new NumberColumn(engine, keeping);
    column.observeRows(Float64Array.of(10, Number.NaN, 30), Uint32Array.of(0, 4, 7), 100);
    expect(column.state()).toMatchObject({
      nan: 1,
      highest: [
        { value: 30, row: 107 },
        { value: 10, row: 100 },
      ],
    });
  });

  test("keeps the rows of the extremes, the first of equal ones", () => {
    const next = random(8);
    for (const list of [
      Array.from({ length: 20_000 }, (_, i) => i),
      Array.from({ length: 20_000 }, (_, i) => -i),
      Array.from({ length: 20_000 }, () => 4),
      Array.from({ length: 20_000 }, () => Math.floor(next() * 300)),
    ]) {
      const state = stateOf(Float64Array.from(list));
      const rows = list.map((value, row) => ({ value, row }));
      const lowest = rows.toSorted((a, b) => a.value - b.value || a.row - b.row).slice(0, 32);
      const highest = rows.toSorted((a, b) => b.value - a.value || a.row - b.row).slice(0, 32);
      expect(state.lowest).toEqual(lowest.map(({ value, row }) => ({ value: value + 0, row })));
      expect(state.highest).toEqual(highest.map(({ value, row }) => ({ value: value + 0, row })));
    }
  });
});

describe("a column of more distinct values than are counted one by one", () => {
  const next = random(5);
  const many: Readonly<Record<string, () => number>> = {
    "lie near each other": () => 1e9 + next(),
    "are all over the doubles": () => (next() - 0.5) * 2 ** (next() * 2040 - 1020),
    "are next to nothing": () => Math.floor(next() * 5000) * 5e-324,
    "are as large as doubles get": () => (next() - 0.5) * 2 * Number.MAX_VALUE,
    "come again and again": () => Math.floor(next() * 900) / 7,
    "are zero more often than not": () => Math.max(0, next() - 0.7),
  };
  const lists: Readonly<Record<string, Float64Array>> = {
    ...Object.fromEntries(
      Object.entries(many).map(([name, draw]) => [name, Float64Array.from({ length: 2000 }, draw)]),
    ),
    "double from one to the next": Float64Array.from({ length: 1600 }, (_, i) => 2 ** (i - 800)),
    fall: Float64Array.from({ length: 2000 }, (_, i) => -i / 3),
  };

  test.each(Object.entries(lists))("counts what there is where values %s", (_, list) => {
    for (const part of [list.length, 777]) {
      const state = stateOf(list, { part, slots: 64, exactMost: 1000 });
      expect(state).toMatchObject(plainly([...list]));
      const { edges, counts } = binned(state.histogram);
      expect(counts).toEqual(
        counts.map((__, i) => list.filter((x) => x >= edges[i]! && x < edges[i + 1]!).length),
      );
      expect(state.lowest.map(({ value }) => value)).toEqual([...list.toSorted().subarray(0, 32)]);
      const truth = new Map<number, number>();
      for (const value of list) truth.set(value, (truth.get(value) ?? 0) + 1);
      const { top, topError } = numberProfile(state, { ...measures, top: 40 });
      for (const { value, count } of top) {
        expect(count).toBeLessThanOrEqual(truth.get(value)!);
        expect(count + topError).toBeGreaterThanOrEqual(truth.get(value)!);
      }
      const shown = new Set(top.map(({ value }) => value));
      for (const [value, count] of truth) if (count > 2 * topError) expect(shown).toContain(value);
    }
  });

  test("tells the sum of its parts, whichever of them have few", () => {
    const few = Float64Array.from({ length: 1500 }, (_, i) => (i * i) % 17);
    const list = lists["come again and again"]!;
    for (const [a, b] of [
      [few, list],
      [list, few],
      [few, few],
    ] as const) {
      const kept = { slots: 64, exactMost: 1000 };
      const merged = mergeNumbers(stateOf(a, kept), stateOf(b, kept));
      const whole = Float64Array.of(...a, ...b);
      expect(merged).toMatchObject(plainly([...whole]));
      expect(central(merged.moments)).toEqual(central(stateOf(whole).moments));
      expect(binned(merged.histogram)).toEqual(binned(stateOf(whole).histogram));
    }
  });

  test("has exact quantiles of few values, however often they came", () => {
    const list = Float64Array.from({ length: 50_000 }, (_, i) => (i * i) % 23);
    const parts = [stateOf(list.subarray(0, 20_000)), stateOf(list.subarray(20_000))] as const;
    for (const state of [stateOf(list), mergeNumbers(...parts)]) {
      const { quantiles, quantileError } = numberProfile(state, measures);
      expect(quantileError).toBe(0);
      const sorted = list.toSorted();
      expect(quantiles).toEqual({
        "0.25": sorted[12_499],
        "0.5": sorted[24_999],
        "0.75": sorted[37_499],
      });
    }
  });
});

describe("a histogram", () => {
  test("counts each value in its bin, whatever the order and the parts", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.double({ noNaN: true, noDefaultInfinity: true }),
            fc.constantFrom(5, 5.000000000000001, 8, 7.999999999999999),
            fc.double({ min: 5, max: 5.01, noNaN: true }),
          ),
          { minLength: 1, maxLength: 50 },
        ),
        fc.integer({ min: 1, max: 10 }),
        (list, part) => {
          const { histogram } = stateOf(Float64Array.from(list), { part });
          const { edges, counts } = binned(histogram);
          expect(counts.length).toBeLessThanOrEqual(MOST_BINS);
          const expected = counts.map((_, i) =>
            edges[0] === edges[1]
              ? list.length
              : list.filter((x) => x >= edges[i]! && x < edges[i + 1]!).length,
          );
          expect(counts).toEqual(expected);
          const half = Math.floor(list.length / 2);
          const merged = mergeHistograms(
            stateOf(Float64Array.from(list.slice(half))).histogram,
            stateOf(Float64Array.from(list.slice(0, half))).histogram,
          );
          expect(binned(merged)).toEqual(binned(histogram));
        },
      ),
    );
  });
});

describe("distinct values", () => {
  test.each([100, 768, 5000, 200_000])("%i of them are told within the error", (many) => {
    const { counts } = stateOf(Float64Array.from({ length: many }, (_, i) => i * 0.7 - 3));
    const { distinct, distinctError } = distinctOf(counts);
    if (many <= counts.most) expect(distinctError).toBe(0);
    // Five standard errors: a hash that is no better than chance fails once in a million.
    expect(Math.abs(distinct - many)).toBeLessThanOrEqual(many * 5 * distinctError);
  });

  test("are the same however they came", () => {
    const data = Float64Array.from({ length: 30_000 }, (_, i) => (i * 7919) % 10_007);
    const one = stateOf(data).counts;
    const two = mergeCounts(
      stateOf(data.subarray(11_111)).counts,
      stateOf(data.subarray(0, 11_111)).counts,
    );
    expect(distinctOf(two)).toEqual(distinctOf(one));
    expect(distinctOf(stateOf(data.toReversed()).counts)).toEqual(distinctOf(one));
  });
});

describe("frequent values", () => {
  const next = random(11);
  const data = Float64Array.from({ length: 50_000 }, () =>
    next() < 0.3 ? Math.floor(next() * 3) : 10 + gaussian(next),
  );

  test("are counted to within the error that is told", () => {
    for (const state of [
      stateOf(data),
      mergeNumbers(stateOf(data.subarray(0, 20_000)), stateOf(data.subarray(20_000))),
    ]) {
      const { top, topError } = numberProfile(state, measures);
      expect(topError).toBeGreaterThan(0);
      // The table holds 768; half of it at the least is emptied each time.
      expect(topError).toBeLessThan(data.length / 384);
      expect(new Set(top.map(({ value }) => value))).toEqual(new Set([0, 1, 2]));
      for (const { value, count } of top) {
        const truth = data.filter((x) => x === value).length;
        expect(count).toBeLessThanOrEqual(truth);
        expect(count + topError).toBeGreaterThanOrEqual(truth);
      }
    }
  });

  test("are none where no value is frequent", () => {
    const { top } = numberProfile(
      stateOf(Float64Array.from({ length: 9000 }, (_, i) => i)),
      measures,
    );
    expect(top).toEqual([]);
  });
});

test("a profile says what a column is like", () => {
  const list = Float64Array.of(1, 2, 2, 3, 3, 3, 4, 4, 5, 40);
  const state: NumberState = stateOf(list);
  const profile = numberProfile(state, measures);
  expect(profile).toMatchObject({
    count: 10,
    distinct: 6,
    distinctError: 0,
    min: 1,
    max: 40,
    mean: 6.7,
    quantiles: { "0.25": 2.25, "0.5": 3, "0.75": 4 },
    quantileError: 0,
    order: "rising",
    distribution: [1, 2.25, 3, 4, 40],
    top: [
      { value: 3, count: 3 },
      { value: 2, count: 2 },
      { value: 4, count: 2 },
    ],
  });
  // scipy.stats: var, skew and kurtosis of the list, population
  expect(profile.variance).toBeCloseTo(124.41, 12);
  expect(profile.outliers?.iqr).toEqual({
    low: -0.375,
    high: 6.625,
    count: 1,
    rows: [{ value: 40, row: 9 }],
  });
  expect(profile.outliers?.mad.count).toBe(1);
  expect(profile.outliers?.z.count).toBe(0);
});
