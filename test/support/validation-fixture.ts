import type { ValidationReport } from "../../src/pipeline/report/validation-report.ts";
import type { RuleCount, Violation } from "../../src/pipeline/validate/result.ts";

/** A validation in which every kind of thing is broken, some of it by awkward names. */
export function validationReport(): ValidationReport {
  const rules: readonly RuleCount[] = [
    { column: "score", rule: "range", violations: 1234 },
    { column: "<b>meta.lang & more</b>", rule: "oneOf", violations: 7 },
    { column: null, rule: "expression", violations: 2 },
    { column: "gone", rule: "required", violations: 1 },
    { column: null, rule: "read", violations: 1 },
  ];
  const violations: Violation[] = Array.from({ length: 9 }, (_, i) => ({
    column: "score",
    rule: "range",
    row: 1000 + i,
    source: `data/part-${i}.parquet`,
    value: "1.5",
    message: "the value must be at most 1; it is 1.5",
  }));
  violations.push(
    {
      column: "<b>meta.lang & more</b>",
      rule: "oneOf",
      row: 3,
      source: "data/with-a-name-that-is-very-long-and-has-no-place-to-break-at.parquet",
      message: 'it must be one of en, de; it is "<script>alert(1)</script>"',
    },
    {
      column: null,
      rule: "expression",
      row: 4,
      source: "a.jsonl",
      message: "end > start is false",
    },
    { column: "gone", rule: "required", row: null, source: null, message: "the column is missing" },
    {
      column: null,
      rule: "read",
      row: 9,
      source: "a.jsonl",
      message: "is not valid JSON, at byte 5",
    },
  );
  return {
    found: {
      valid: false,
      violations,
      counts: { rows: 120_000, rowsOut: 118_757, rejected: 1243, violations: 1245, rules },
      schema: {
        added: ["extra"],
        removed: ["gone"],
        retyped: [{ column: "id", from: "Int64", to: "Utf8" }],
        nullable: ["score"],
      },
      seconds: 1.5,
    },
    dataset: "rows.parquet",
    rules: 12,
    date: "2026-01-15T09:12:00.000Z",
  };
}

/** One in which nothing is. */
export function soundReport(): ValidationReport {
  const { found, ...rest } = validationReport();
  const counts = { rows: 120_000, rowsOut: 120_000, rejected: 0, violations: 0, rules: [] };
  const schema = { added: [], removed: [], retyped: [], nullable: [] };
  return { ...rest, found: { ...found, valid: true, violations: [], counts, schema } };
}
