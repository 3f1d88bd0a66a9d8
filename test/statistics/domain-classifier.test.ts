import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { domainClassifier } from "../../src/statistics/domain-classifier.ts";
import type { Rows } from "../../src/statistics/frechet.ts";
import { gaussian, random } from "../support/numbers.ts";

interface Answer {
  readonly n: number;
  readonly m: number;
  readonly dims: number;
  readonly scale: number;
  readonly shift: number;
  readonly auc: number;
}
const answers = JSON.parse(
  readFileSync(new URL("../data/drift/classifier.json", import.meta.url), "utf8"),
) as readonly Answer[];

/** As the script that made the answers makes them. */
function rows(rowCount: number, dims: number, start: number, scale = 1, shift = 0): Rows {
  const values = new Float64Array(rowCount * dims);
  for (let i = 0; i < rowCount; i++) {
    for (let d = 0; d < dims; d++) {
      values[i * dims + d] = ((start + (i + 1) * 0.6180339887498949 * (d + 1)) % 1) * scale + shift;
    }
  }
  return { rowCount, dims, values };
}

describe("a domain classifier", () => {
  test.each(answers)(
    "has the area that scikit-learn's has: $n and $m rows of $dims, scaled by $scale, moved by $shift",
    ({ n, m, dims, scale, shift, auc }) => {
      const found = domainClassifier(rows(n, dims, 0.1), rows(m, dims, 0.4, scale, shift))!;
      // A pair of rows whose scores differ by what solvers leave may be ranked either way.
      expect(Math.abs(found.auc - auc)).toBeLessThan(2e-3);
      expect(found.rows).toEqual([n, m]);
    },
  );

  const normal = (rowCount: number, dims: number, seed: number, shift = 0): Rows => {
    const next = random(seed);
    const values = Float64Array.from({ length: rowCount * dims }, () => gaussian(next) + shift);
    return { rowCount, dims, values };
  };

  test("is sure of rows that are far apart, and the same for the same rows", () => {
    const found = domainClassifier(normal(100, 4, 1), normal(80, 4, 2, 5))!;
    expect(found.auc).toBe(1);
    expect(found.pValue).toBeLessThan(1e-6);
    expect(domainClassifier(normal(100, 4, 1), normal(80, 4, 2, 5))).toEqual(found);
  });

  test("calls equal distributions different no more often than its p-value says", () => {
    const runs = 400;
    let small = 0;
    for (let run = 0; run < runs; run++) {
      const found = domainClassifier(normal(50, 3, 2 * run + 1), normal(50, 3, 2 * run + 2))!;
      if (found.pValue < 0.05) small++;
    }
    expect(small).toBeLessThanOrEqual(20);
  });

  test("knows nothing of rows that are all the same", () => {
    const same: Rows = { rowCount: 10, dims: 2, values: new Float64Array(20).fill(3) };
    const found = domainClassifier(same, same)!;
    expect(found.auc).toBe(0.5);
    expect(found.pValue).toBeCloseTo(0.5, 12);
  });

  test("asks for five rows of each side", () => {
    expect(domainClassifier(normal(4, 2, 1), normal(50, 2, 2))).toBeUndefined();
  });
});
