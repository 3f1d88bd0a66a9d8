import { benjaminiHochberg } from "../../statistics/false-discovery.ts";
import type { Comparison } from "./compare.ts";
import type { ColumnDrift, DriftTest, DriftThresholds } from "./result.ts";

/**
 * What drifts: a difference that is no chance, all tests taken together, and large. Of many rows the
 * least difference is no chance; of few rows a large one may be. Neither alone is drift.
 */
export function decideDrift(
  comparisons: ReadonlyMap<string, Comparison>,
  { alpha }: DriftThresholds,
): Record<string, ColumnDrift> {
  const all = [...comparisons.values()].flatMap(({ tests }) => tests);
  const adjusted = benjaminiHochberg(all.map(({ pValue }) => pValue));
  let next = 0;
  const columns = [...comparisons].map(([name, comparison]): [string, ColumnDrift] => {
    const tests = comparison.tests.map((test): DriftTest => {
      const p = adjusted[next++]!;
      const large = test.effects.some(({ value, threshold }) => value >= threshold);
      return { ...test, adjusted: p, drifted: p <= alpha && large };
    });
    const found = tests.filter(({ drifted }) => drifted);
    const reasons = found.map((test) => reasonOf(test, comparison));
    return [name, { ...comparison, tests, drifted: found.length > 0, reasons }];
  });
  return Object.fromEntries(columns);
}

const WORDS: Readonly<Record<string, string>> = {
  ks: "the distributions are {} apart (Kolmogorov-Smirnov)",
  psi: "the stability index is {}",
  cramersV: "the counts of values differ by {} (Cramér's V)",
  frechet: "the Frechet distance is {} of the variance",
};

function wordsOf(effect: string, kind: Comparison["kind"]): string {
  if (kind === "vector" && effect === "psi") return "the stability index of a dimension is {}";
  if (kind === "number" && effect === "cramersV")
    return "the counts of bins differ by {} (Cramér's V)";
  return WORDS[effect]!;
}

function reasonOf({ name, effects }: DriftTest, { kind, missing, of }: Comparison): string {
  if (name === "missing") {
    const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
    return `missing values: ${percent(missing.reference)} before, ${percent(missing.current)} now`;
  }
  const large = effects.filter(({ value, threshold }) => value >= threshold);
  const words = large.map(({ name: effect, value }) =>
    wordsOf(effect, kind).replace("{}", value.toFixed(value < 0.1 ? 3 : 2)),
  );
  return `${of === "length" ? "of the lengths " : ""}${words.join(", ")}`;
}
