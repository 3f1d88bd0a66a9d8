import { describe, expect, test } from "vitest";
import { chiSquare } from "../../src/statistics/chi-square.ts";
import { jensenShannon, wasserstein } from "../../src/statistics/distances.ts";
import { benjaminiHochberg } from "../../src/statistics/false-discovery.ts";
import { frechet } from "../../src/statistics/frechet.ts";
import { kolmogorovTail } from "../../src/statistics/kolmogorov.ts";
import { twoSampleKs } from "../../src/statistics/two-sample-ks.ts";
import { answers, arithmetic, sorted } from "../support/drift-answers.ts";

/** Equal to so many parts of one, or of the expected number where that is larger. */
function expectNear(found: number, expected: number, relative: number, absolute = 0): void {
  const off = Math.abs(found - expected);
  expect(off, `${found} for ${expected}`).toBeLessThanOrEqual(
    Math.max(absolute, relative * Math.abs(expected)),
  );
}

describe("SciPy says the same of", () => {
  test.each(answers.pairs)("two samples: $name", ({ a, b, ...expected }) => {
    const found = twoSampleKs(sorted(a), sorted(b));
    expectNear(found.statistic, expected.statistic, 0, 1e-12);
    expectNear(found.pValue, expected.pValue, 1e-9);
    expectNear(wasserstein(sorted(a), sorted(b)), expected.wasserstein, 1e-9, 1e-12);
    expect(found.method).toBe("exact");
  });

  test.each(answers.large)(
    "$n values and $m, to the power of $power",
    ({ n, m, power, ...expected }) => {
      const a = arithmetic(n, 0.6180339887498949, 0.1, 1);
      const b = arithmetic(m, 0.7548776662466927, 0.3, power);
      const found = twoSampleKs(a, b);
      expectNear(found.statistic, expected.statistic, 0, 1e-12);
      // Logarithms of factorials of a million lose that many digits.
      expectNear(found.pValue, expected.pValue, 1e-6, 1e-300);
      expectNear(wasserstein(a, b), expected.wasserstein, 1e-9);
    },
  );

  test.each(answers.kolmogorov)("the tail beyond $x of $n values", ({ n, x, tail }) => {
    expectNear(kolmogorovTail(n, x), tail, 1e-6, 1e-300);
  });

  test.each(answers.tables)("the counts $a and $b", ({ a, b, ...expected }) => {
    const found = chiSquare(a, b);
    expectNear(found.statistic, expected.statistic, 1e-9);
    expectNear(found.pValue, expected.pValue, 1e-9);
    expectNear(found.cramersV, expected.cramersV, 1e-9);
    expect(found.degrees).toBe(expected.degrees);
    expectNear(jensenShannon(a, b), expected.jensenShannon, 1e-9, 1e-12);
  });

  test.each(answers.discovery)("the p-values $given", ({ given, adjusted }) => {
    benjaminiHochberg(given).forEach((found, i) => expectNear(found, adjusted[i]!, 1e-12));
  });

  test.each(answers.frechet)(
    "vectors of $dims, $n and $m of them, moved by $shift and scaled by $scale",
    ({ n, m, dims, shift, scale, ...expected }) => {
      const rows = (rowCount: number, start: number, factor: number, offset: number) => ({
        rowCount,
        dims,
        values: Float64Array.from(
          { length: rowCount * dims },
          (_, i) => ((start + i * 0.6180339887498949) % 1) ** 2 * factor + offset,
        ),
      });
      const found = frechet(rows(n, 0.1, 1, 0), rows(m, 0.4, scale, shift))!;
      // The rows of a sequence lie nearly on a surface; roots of what is nearly 0 lose digits.
      expectNear(found.distance, expected.distance, 1e-6, 1e-7);
      expectNear(found.relative, expected.relative, 1e-6, 1e-7);
    },
  );
});
