import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { driftThresholds } from "../../../src/pipeline/drift/drift.ts";
import type { ColumnDrift, Distribution, Drift } from "../../../src/pipeline/drift/result.ts";
import { renderDriftReport } from "../../../src/pipeline/report/drift-report.ts";
import { dateTick, valueTick } from "../../../src/pipeline/report/value-ticks.ts";

const column = (distribution: Distribution | null, drifted = false): ColumnDrift => ({
  kind: distribution?.kind === "values" ? "text" : "number",
  ks: { statistic: 0.3, pValue: 1e-9, method: "exact" },
  psi: 0.4,
  chi2: null,
  wasserstein: 1234.5,
  jensenShannon: 0.2,
  mmd: null,
  frechet: null,
  classifier: null,
  count: { reference: 100, current: 90 },
  missing: { reference: 0, current: 0.01 },
  sampled: null,
  tests: [
    {
      name: "ks",
      pValue: 1e-9,
      adjusted: 2e-9,
      effects: [{ name: "ks", value: drifted ? 0.3 : 0.02, threshold: 0.1 }],
      drifted,
    },
  ],
  drifted,
  reasons: drifted ? ["the distributions are 0.30 apart"] : [],
  distribution,
});

function render(columns: Drift["columns"], more: Partial<Drift> = {}): string {
  const drifted = Object.keys(columns).filter((name) => columns[name]!.drifted);
  const drift: Drift = {
    drifted,
    columns,
    rows: { reference: 100, current: 90 },
    schema: { added: [], removed: [], retyped: [] },
    thresholds: driftThresholds,
    reference: "data",
    seconds: 1.5,
    outputs: {},
    ...more,
  };
  const date = "2026-01-15T09:12:00.000Z";
  return renderDriftReport({ drift, reference: "a.parquet", current: "b.parquet", date });
}

const bins: Distribution = {
  kind: "bins",
  edges: [-1, 0, 1, 2],
  reference: [0.2, 0.5, 0.3],
  current: [0.1, 0.2, 0.7],
};
const values: Distribution = {
  kind: "values",
  values: ["en", "", "a & b"],
  reference: [0.5, 0.25, 0.25],
  current: [0.1, 0.8, 0.1],
};

describe("the drift report", () => {
  test("says first what happened", () => {
    const heading = (report: string): string => /<h1>(.*?)<\/h1>/.exec(report)![1]!;
    expect(heading(render({}))).toBe("There was nothing to compare.");
    expect(heading(render({ x: column(bins) }))).toBe("Nothing drifted.");
    expect(heading(render({ x: column(bins, true), y: column(bins) }))).toBe(
      "One column drifted: x.",
    );
    const many = { x: column(bins, true), y: column(values, true), z: column(bins) };
    expect(heading(render(many))).toBe("2 of 3 columns drifted.");
    expect(heading(render({ x: many.x, y: many.y }))).toBe("Every column drifted.");
  });

  test("draws both distributions of a column, and has their numbers", () => {
    const report = render({ x: column(bins, true), lang: column(values, true) });
    expect(report.match(/class="f-mute s-ink3"/g)!.length).toBeGreaterThanOrEqual(2);
    expect(report).toContain("s-kept");
    expect(report).toContain("(empty)");
    expect(report.match(/Show the numbers/g)).toHaveLength(2);
  });

  test("asks for nothing from outside, and runs no script but its own", () => {
    const report = render({ x: column(bins, true) });
    expect(report).toContain("default-src 'none'");
    expect(report).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(report.match(/<script>/g)).toHaveLength(1);
  });

  test("shows names and values as they are, whatever they hold", () => {
    const text = fc.string({ unit: "binary", maxLength: 30 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const shown = fc.oneof(
      fc
        .array(fc.tuple(text, share, share), { minLength: 1, maxLength: 12 })
        .map((all): Distribution => ({
          kind: "values",
          values: all.map(([name]) => name),
          reference: all.map(([, was]) => was),
          current: all.map(([, , now]) => now),
        })),
      fc.uniqueArray(number, { minLength: 2, maxLength: 12 }).map((all): Distribution => {
        const edges = all.toSorted((a, b) => a - b);
        const shares = edges.slice(1).map(() => 1 / (edges.length - 1));
        return { kind: "bins", edges, reference: shares, current: shares.toReversed() };
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(text, shown, { maxKeys: 3 }), (all) => {
        const columns = Object.fromEntries(
          Object.entries(all).map(([name, each]) => [name, column(each, true)]),
        );
        const report = render(columns);
        const markup = report.replaceAll(/>[^<]*</g, "><");
        expect(markup).not.toMatch(/NaN|undefined|Infinity/);
        expect(report.match(/<script>/g)).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  [[0, 10], 2.5, "2.5"],
  [[0, 100], 20, "20"],
  [[-5, 5], -2.5, "\u22122.5"],
  [[0, 50_000], 10_000, "10\u202fk"],
  [[-50_000, 0], -10_000, "\u221210\u202fk"],
  [[1000, 3000], 1500, "1\u202f500"],
  [[0, 0.001], 0.0005, "0.0005"],
  [[0, 1e-9], 5e-10, "5.00e-10"],
] as const)("on an axis over %j the value %d is written as %s", (range, value, text) => {
  expect(valueTick(range)(value)).toBe(text);
});

test.each([
  [10, "2026-01-15"],
  [0.5, "01-15 09:12"],
  [0.01, "09:12:00"],
])("on an axis over %d days a time is written as %s", (days, text) => {
  const at = Date.UTC(2026, 0, 15, 9, 12);
  expect(dateTick([at, at + days * 86_400_000], 1)(at)).toBe(text);
});
