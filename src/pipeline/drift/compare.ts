import { chiSquare, pooled } from "../../statistics/chi-square.ts";
import { jensenShannon, stabilityIndex, wasserstein } from "../../statistics/distances.ts";
import { binCounts, quantileEdges, quantileOf } from "../../statistics/quantile-bins.ts";
import { twoSampleKs } from "../../statistics/two-sample-ks.ts";
import { binned, topValues } from "./distribution.ts";
import type { ColumnDrift, DriftTest, DriftThresholds } from "./result.ts";
import type { Side } from "./side.ts";
import { compareVectors } from "./vectors.ts";

/** A test before it is known how many there are. */
export type RawTest = Omit<DriftTest, "adjusted" | "drifted">;

/** What is known of a column before all tests are. */
export type Comparison = Omit<ColumnDrift, "tests" | "drifted" | "reasons"> & {
  readonly tests: readonly RawTest[];
};

type Measures = Omit<Comparison, "kind" | "count" | "missing">;

/** Measures of a column that nothing can be measured of. */
export const NOTHING: Measures = {
  ks: null,
  psi: null,
  chi2: null,
  wasserstein: null,
  jensenShannon: null,
  mmd: null,
  frechet: null,
  classifier: null,
  sampled: null,
  tests: [],
  distribution: null,
};

/** Compares one column of both sides, which are of one kind. */
export function compareSides(before: Side, now: Side, thresholds: DriftThresholds): Comparison {
  const lists = before.kind === "vector" && [before, now].some(areLists);
  // Lists of many lengths are no vectors; they are compared by their lengths.
  const [reference, current] = lists ? [asLists(before), asLists(now)] : [before, now];
  const measures = measuresOf(reference, current, thresholds);
  return {
    kind: reference.kind,
    ...(current.milliseconds !== undefined && { milliseconds: current.milliseconds }),
    ...measures,
    count: {
      reference: reference.rows - reference.missing,
      current: current.rows - current.missing,
    },
    missing: { reference: missingShare(reference), current: missingShare(current) },
    tests: [...measures.tests, ...missingTest(reference, current, thresholds)],
  };
}

const areLists = ({ vectors, rows, nulls }: Side): boolean =>
  vectors !== undefined && vectors.count < (rows - nulls) / 2;

const asLists = (side: Side): Side => ({ ...side, kind: "other", missing: side.nulls });

function measuresOf(reference: Side, current: Side, thresholds: DriftThresholds): Measures {
  const empty = [reference, current].some(({ rows, missing }) => rows === missing);
  if (empty) return NOTHING;
  switch (reference.kind) {
    case "number": {
      const numbers = compareNumbers(reference, current, thresholds);
      // Whole numbers of which there are few may be labels: their counts are compared besides.
      const labels = compareCategories(reference, current, thresholds);
      if (!labels) return numbers;
      return { ...numbers, chi2: labels.chi2, tests: [...numbers.tests, ...labels.tests] };
    }
    case "category":
      return compareCategories(reference, current, thresholds) ?? NOTHING;
    case "text": {
      const found = compareCategories(reference, current, thresholds);
      return found ?? { ...compareNumbers(reference, current, thresholds), of: "length" };
    }
    case "vector":
      return { ...NOTHING, ...compareVectors(reference.vectors, current.vectors, thresholds) };
    case "other":
      return reference.numbers && current.numbers && reference.numbers.count > 0
        ? { ...compareNumbers(reference, current, thresholds), of: "length" }
        : NOTHING;
    default:
      return reference.kind satisfies never;
  }
}

function compareNumbers(reference: Side, current: Side, thresholds: DriftThresholds): Measures {
  const [kept, now] = [reference.numbers!, current.numbers!];
  const [a, b] = [kept.sorted(), now.sorted()];
  const ks = twoSampleKs(a, b);
  const edges = quantileEdges((q) => quantileOf(a, q));
  const [countsA, countsB] = [binCounts(a, edges), binCounts(b, edges)];
  const psi = stabilityIndex(countsA, countsB);
  const all = a.length === kept.count && b.length === now.count;
  const effects = [
    { name: "ks", value: ks.statistic, threshold: thresholds.ks },
    { name: "psi", value: psi, threshold: thresholds.psi },
  ];
  return {
    ...NOTHING,
    ks,
    psi,
    wasserstein: wasserstein(a, b),
    jensenShannon: jensenShannon(countsA, countsB),
    sampled: all ? null : { reference: a.length, current: b.length },
    tests: [{ name: "ks", pValue: ks.pValue, effects }],
    distribution: binned(a, b),
  };
}

/** Texts that are nearly all different are no categories. */
const MOST_DIFFERENT = 0.5;

function compareCategories(
  reference: Side,
  current: Side,
  thresholds: DriftThresholds,
): Measures | undefined {
  const [a, b] = [reference.categories!, current.categories!];
  if (a.tooMany || b.tooMany) return undefined;
  const values = [...new Set([...a.counts.keys(), ...b.counts.keys()])];
  const countsA = values.map((value) => a.counts.get(value) ?? 0);
  const countsB = values.map((value) => b.counts.get(value) ?? 0);
  const total = reference.rows - reference.missing + current.rows - current.missing;
  if (values.length > 50 && values.length > total * MOST_DIFFERENT) return undefined;
  return categoryMeasures(values, countsA, countsB, thresholds);
}

export function categoryMeasures(
  values: readonly string[],
  countsA: readonly number[],
  countsB: readonly number[],
  thresholds: DriftThresholds,
): Measures {
  const together = pooled(countsA, countsB);
  const chi2 = chiSquare(together.a, together.b);
  const psi = stabilityIndex(together.a, together.b);
  const effects = [
    { name: "cramersV", value: chi2.cramersV, threshold: thresholds.cramersV },
    { name: "psi", value: psi, threshold: thresholds.psi },
  ];
  return {
    ...NOTHING,
    psi,
    chi2,
    jensenShannon: jensenShannon(countsA, countsB),
    tests: [{ name: "chi2", pValue: chi2.pValue, effects }],
    distribution: topValues(values, countsA, countsB),
  };
}

const missingShare = ({ rows, missing }: Side): number => (rows === 0 ? 0 : missing / rows);

/** Whether more values are missing than before, or fewer. */
export function missingTest(
  reference: Pick<Side, "rows" | "missing">,
  current: Pick<Side, "rows" | "missing">,
  { missing: threshold }: DriftThresholds,
): RawTest[] {
  if (reference.missing + current.missing === 0) return [];
  if (reference.rows === 0 || current.rows === 0) return [];
  const a = [reference.missing, reference.rows - reference.missing];
  const b = [current.missing, current.rows - current.missing];
  const full = [a[1], b[1]].every((present) => present === 0);
  const { pValue } = full ? { pValue: 1 } : chiSquare(a, b);
  const value = Math.abs(a[0]! / reference.rows - b[0]! / current.rows);
  return [{ name: "missing", pValue, effects: [{ name: "missing", value, threshold }] }];
}
