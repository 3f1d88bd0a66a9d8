import { describe, expect, test } from "vitest";
import { CorrelationColumns } from "../../src/profile/correlations.ts";
import { Engine } from "../../src/profile/engine.ts";
import { numberProfile } from "../../src/profile/number-profile.ts";
import { defaultMeasures } from "../../src/profile/profile.ts";
import answers from "../data/profile.json" with { type: "json" };
import { random, stateOf } from "../support/numbers.ts";

const ROWS = 3000;

/** Nearly normal, by sums alone, which are the same in every language. */
function bell(next: () => number): number {
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += next();
  return sum - 6;
}

function column(make: (next: () => number) => number, seed: number): Float64Array {
  const next = random(seed);
  return Float64Array.from({ length: ROWS }, () => make(next));
}

const columns = {
  normal: column(bell, 1),
  offset: column((next) => Math.fround(1e6 + bell(next)), 2),
  skewed: column((next) => next() ** 8, 3),
  heavy: column((next) => 1 / (next() - 0.5), 4),
  whole: column((next) => Math.floor(next() * 20), 5),
  tiny: column((next) => bell(next) * 2 ** -700, 6),
};

/** Relative to the size of the number; SciPy itself rounds more than we do. */
function expectNear(value: number | null, truth: number, size = Math.abs(truth)): void {
  expect(Math.abs(value! - truth)).toBeLessThanOrEqual(1e-9 * size);
}

describe.each(Object.entries(columns))("of a column that is %s", (name, values) => {
  const answer = answers[name as keyof typeof columns];
  const state = stateOf(values, { exactMost: ROWS, slots: 16_384 });

  test("moments are those of NumPy, SciPy and pandas", () => {
    const population = numberProfile(state, defaultMeasures);
    const sample = numberProfile(state, { ...defaultMeasures, std: "sample" });
    expectNear(population.mean, answer.mean, answer.std);
    expectNear(population.std, answer.std);
    expectNear(sample.std, answer.sampleStd);
    expectNear(population.skewness, answer.skewness, 1);
    // A fourth power grows what SciPy rounds where values are large.
    expectNear(population.kurtosis, answer.kurtosis, Math.abs(answer.kurtosis) + 3);
  });

  test("quantiles are those of NumPy, to the last bit", () => {
    const { quantiles, quantileError } = numberProfile(state, defaultMeasures);
    expect(Object.values(quantiles)).toEqual(answer.quantiles);
    expect(quantileError).toBe(0);
  });

  test("distinct values and outliers are those of pandas and SciPy", () => {
    const { distinct, outliers } = numberProfile(state, defaultMeasures);
    const { iqr, mad, z } = outliers!;
    expect([distinct, iqr.count, mad.count, z.count]).toEqual([
      answer.distinct,
      answer.iqr,
      answer.mad,
      answer.z,
    ]);
    const [lowest, highest] = [Math.min(...values), Math.max(...values)];
    for (const { value, row } of [...iqr.rows, ...mad.rows, ...z.rows]) {
      expect(values[row]).toBe(value);
    }
    if (iqr.count > 20) {
      expect(iqr.rows.some(({ value }) => value === lowest || value === highest)).toBe(true);
    }
  });
});

test("correlations are those of pandas, also where values are missing", async () => {
  const { tiny: _, ...large } = columns;
  const holed = { ...large, whole: columns.whole.map((x, i) => (i % 7 === 3 ? Number.NaN : x)) };
  const related = new CorrelationColumns(await Engine.open(), Object.keys(holed));
  const all = Object.values(holed);
  for (let from = 0; from < ROWS; from += 700) {
    related.observe(
      all.map((each) => each.subarray(from, from + 700)),
      from,
    );
  }
  const { pearson, spearman, pearsonRows, spearmanRows } = related.result();
  expect([pearsonRows, spearmanRows]).toEqual([ROWS, ROWS]);
  for (const [found, truth] of [
    [pearson, answers.correlations.pearson],
    [spearman, answers.correlations.spearman],
  ] as const) {
    found.forEach((row, i) =>
      row.forEach((r, j) => {
        // pandas loses digits where values have a large offset: 1.6e-11 of what fractions give.
        expect(Math.abs(r! - truth[i]![j]!)).toBeLessThan(1e-10);
      }),
    );
  }
});
