import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chiSquare, pooled } from "../../src/statistics/chi-square.ts";
import { jensenShannon, stabilityIndex, wasserstein } from "../../src/statistics/distances.ts";
import { benjaminiHochberg } from "../../src/statistics/false-discovery.ts";
import { frechet } from "../../src/statistics/frechet.ts";
import { meanDiscrepancy } from "../../src/statistics/mean-discrepancy.ts";
import { binCounts, quantileEdges, quantileOf } from "../../src/statistics/quantile-bins.ts";
import { seeded } from "../../src/statistics/random.ts";
import { symmetricEigen } from "../../src/statistics/symmetric-eigen.ts";
import { ksStatistic, twoSampleKs } from "../../src/statistics/two-sample-ks.ts";
import { sorted } from "../support/drift-answers.ts";

const value = fc
  .oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }))
  .map((each) => each + 0);
const sample = fc.array(value, { minLength: 1, maxLength: 40 }).map(sorted);

describe("two samples", () => {
  test("are as far apart as the definition of Kolmogorov and Smirnov says", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const share = (of: Float64Array, x: number): number =>
          of.filter((each) => each <= x).length / of.length;
        const most = Math.max(...[...a, ...b].map((x) => Math.abs(share(a, x) - share(b, x))));
        expect(ksStatistic(a, b)).toBeCloseTo(most, 12);
      }),
    );
  });

  test("of which the smaller ones are divided in all ways have the p-value that this counts", () => {
    const numbers = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 8 }), (all, wanted) => {
        // Without ties: the exact p-value is that of the best divisions of ranks.
        const n = Math.min(wanted, all.length - 1);
        const ranks = all.map((_, i) => i);
        const order = ranks.toSorted((i, j) => all[i]! - all[j]! || i - j);
        const found = twoSampleKs(sorted(order.slice(0, n)), sorted(order.slice(n)));
        let [atLeast, total] = [0, 0];
        for (let mask = 0; mask < 2 ** all.length; mask++) {
          const a = ranks.filter((i) => (mask >> i) & 1);
          if (a.length !== n) continue;
          const b = ranks.filter((i) => !((mask >> i) & 1));
          total++;
          if (ksStatistic(sorted(a), sorted(b)) >= found.statistic - 1e-9) atLeast++;
        }
        expect(found.pValue).toBeCloseTo(atLeast / total, 9);
      }),
      { numRuns: 60 },
    );
  });

  test("have the Wasserstein distance that their quantiles are apart", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        // Each value as often as makes both sides equally many.
        const repeat = (of: Float64Array, times: number): number[] =>
          [...of].flatMap((each) => Array<number>(times).fill(each));
        const [x, y] = [repeat(a, b.length), repeat(b, a.length)];
        const sum = x.reduce((total, each, i) => total + Math.abs(each - y[i]!), 0);
        expect(wasserstein(a, b)).toBeCloseTo(sum / x.length, 6);
      }),
    );
  });

  test("that are one have no distance, and a p-value of 1", () => {
    fc.assert(
      fc.property(sample, (a) => {
        expect(twoSampleKs(a, a.slice())).toMatchObject({ statistic: 0, pValue: 1 });
        expect(wasserstein(a, a)).toBe(0);
        const edges = quantileEdges((q) => quantileOf(a, q));
        const counts = binCounts(a, edges);
        expect([stabilityIndex(counts, counts), jensenShannon(counts, counts)]).toEqual([0, 0]);
      }),
    );
  });
});

describe("bins of quantiles", () => {
  test("hold every value once", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const edges = quantileEdges((q) => quantileOf(a, q));
        const counts = binCounts(b, edges);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(b.length);
        expect(counts.every((count) => count >= 0)).toBe(true);
      }),
    );
  });

  test.each([0, 1, -2.5, 1e300])(
    "show that a value that was always %d no longer is",
    (constant) => {
      const always = new Float64Array(100).fill(constant);
      const edges = quantileEdges((q) => quantileOf(always, q));
      const before = binCounts(always, edges);
      for (const other of [constant - Math.abs(constant) - 1, constant + Math.abs(constant) + 1]) {
        expect(
          stabilityIndex(
            before,
            binCounts(
              always.map(() => other),
              edges,
            ),
          ),
        ).toBeGreaterThan(5);
      }
    },
  );
});

describe("counts", () => {
  const counts = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 2, maxLength: 12 });

  test("that are pooled keep their sums, and no category is rare but where all are", () => {
    fc.assert(
      fc.property(counts, (pairs) => {
        const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
        const sum = (of: readonly number[]): number => of.reduce((total, each) => total + each, 0);
        const found = pooled(a, b);
        expect([sum(found.a), sum(found.b)]).toEqual([sum(a), sum(b)]);
        if (sum(a) === 0 || sum(b) === 0 || found.a.length < 2) return;
        const smaller = Math.min(sum(a), sum(b)) / (sum(a) + sum(b));
        for (const [i, count] of found.a.entries()) {
          expect((count + found.b[i]!) * smaller).toBeGreaterThanOrEqual(5);
        }
        expect(chiSquare(found.a, found.b).pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("of one distribution are the same whatever their order", () => {
    fc.assert(
      fc.property(counts, (pairs) => {
        const usual = pairs.filter(([x, y]) => x + y > 0);
        fc.pre(usual.length > 1 && usual.some(([x]) => x > 0) && usual.some(([, y]) => y > 0));
        const tested = (of: typeof usual) =>
          chiSquare(
            of.map(([x]) => x),
            of.map(([, y]) => y),
          );
        expect(tested(usual.toReversed()).statistic).toBeCloseTo(tested(usual).statistic, 8);
      }),
    );
  });
});

test("adjusted p-values keep their order and are no smaller", () => {
  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(pValues, (given) => {
      const found = benjaminiHochberg(given);
      given.forEach((p, i) => {
        expect(found[i]).toBeGreaterThanOrEqual(p);
        expect(found[i]).toBeLessThanOrEqual(1);
        given.forEach((q, j) => {
          if (p <= q) expect(found[i]!).toBeLessThanOrEqual(found[j]!);
        });
      });
    }),
  );
});

test("eigenvectors are orthogonal and make the matrix again", () => {
  const random = seeded(5);
  const size = 12;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      matrix[i * size + j] = random() - 0.5;
      matrix[j * size + i] = matrix[i * size + j]!;
    }
  }
  const { values, vectors } = symmetricEigen(matrix, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let [again, inner] = [0, 0];
      for (let k = 0; k < size; k++) {
        again += vectors[i * size + k]! * values[k]! * vectors[j * size + k]!;
        inner += vectors[k * size + i]! * vectors[k * size + j]!;
      }
      expect(again).toBeCloseTo(matrix[i * size + j]!, 10);
      expect(inner).toBeCloseTo(i === j ? 1 : 0, 10);
    }
  }
});

describe("vectors", () => {
  const normal = (random: () => number): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const rows = (seed: number, shift = 0, scale = 1) => {
    const random = seeded(seed);
    const values = Float64Array.from({ length: 120 * 4 }, () => normal(random) * scale + shift);
    return { rowCount: 120, dims: 4, values };
  };

  test("of one distribution are mostly told to be so", () => {
    const small = Array.from({ length: 40 }, (_, i) =>
      meanDiscrepancy(rows(100 + i), rows(200 + i)),
    ).filter(({ pValue }) => pValue <= 0.05);
    // 2 are expected; 8 or more come once in two thousand times.
    expect(small.length).toBeLessThan(8);
  });

  test.each([
    ["moved", rows(3, 0.5)],
    ["wider", rows(4, 0, 1.8)],
  ])("that are %s are told apart", (_, other) => {
    const { statistic, pValue } = meanDiscrepancy(rows(1), other);
    expect(statistic).toBeGreaterThan(0);
    expect(pValue).toBeLessThan(1e-3);
    expect(frechet(rows(1), other)!.relative).toBeGreaterThan(0.1);
  });

  test("that are one have no distance", () => {
    const { distance } = frechet(rows(1), rows(1))!;
    expect(distance).toBeLessThan(1e-9);
    expect(meanDiscrepancy(rows(1), rows(1)).pValue).toBeGreaterThan(0.5);
  });
});
