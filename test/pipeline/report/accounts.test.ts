import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accountFor } from "../../../src/pipeline/report/accounts.ts";
import { finding, lede } from "../../../src/pipeline/report/finding.ts";
import type { RunResult, StageResult } from "../../../src/pipeline/result.ts";
import { dedupReport, runResult } from "../../support/dedup-report-fixture.ts";

const accounts = (result: RunResult) => accountFor(dedupReport({ result }));

const stage = (name: string, rowsIn: number, duplicates: number, rowsOut: number): StageResult => ({
  name,
  rowsIn,
  rowsOut,
  duplicates,
  clusters: 0,
  largestCluster: 0,
  seconds: 1,
});

describe("accountFor", () => {
  test("rows leave in the order of the stages, the rejected where they were read", () => {
    const { outlets } = accounts(runResult({ rowsIn: 100, exact: 10, fuzzy: 20, rejected: 5 }));
    expect(outlets.map(({ gate, short, rows }) => [gate, short, rows])).toEqual([
      ["Read", "rejected", 5],
      ["Exact", "exact", 10],
      ["Fuzzy", "fuzzy", 20],
    ]);
  });

  test("rows that a stage rejects leave at that stage", () => {
    const result = {
      ...runResult({ rowsIn: 100, rejected: 0 }),
      rowsOut: 70,
      duplicates: 10,
      rejected: 20,
      stages: [stage("exact-dedup", 98, 10, 88), stage("validate", 88, 0, 72)],
    };
    expect(accounts(result).outlets.map(({ gate, rows }) => [gate, rows])).toEqual([
      ["Read", 2],
      ["Exact", 10],
      ["Validate", 16],
      ["Write", 2],
    ]);
  });

  test("more than four outlets are merged without losing a row", () => {
    const sizes = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sizes, (removals) => {
        let rows = 1000;
        const stages = removals.map(([duplicates, rejected], i) => {
          const before = rows;
          rows -= duplicates + rejected;
          return stage(`dedup-${i}`, before, duplicates, rows);
        });
        const sum = (at: 0 | 1) => removals.reduce((total, pair) => total + pair[at], 0);
        const result = {
          ...runResult({ rowsIn: 1000, rejected: 0 }),
          rowsOut: rows,
          duplicates: sum(0),
          rejected: sum(1),
          stages,
        };
        const { outlets } = accounts(result);
        expect(outlets.length).toBeLessThanOrEqual(4);
        expect(outlets.reduce((total, outlet) => total + outlet.rows, 0)).toBe(1000 - rows);
      }),
    );
  });

  test("counts that do not add up are refused", () => {
    const result = runResult({ rowsIn: 100, exact: 10, rejected: 5 });
    expect(() => accounts({ ...result, rowsOut: 84 })).toThrow(
      "100 rows in, but 84 out + 10 duplicates + 5 rejected = 99",
    );
    expect(() => accounts({ ...result, stages: [] })).toThrow(
      "the stages removed 0 duplicates, but the run 10",
    );
    const gained = [stage("exact", 95, 10, 85), stage("fuzzy", 90, 0, 85)];
    expect(() => accounts({ ...result, stages: gained })).toThrow("5 more rows after Fuzzy");
  });
});

describe("the finding", () => {
  test.each([
    [{ rowsIn: 0, rejected: 0 }, "There were no rows to read."],
    [{ rowsIn: 1, exact: 0, rejected: 0 }, "Nothing repeats."],
    [{ rowsIn: 1, rejected: 1 }, "The row was rejected."],
    [{ rowsIn: 9, rejected: 9 }, "Every row was rejected."],
    [{ rowsIn: 50, exact: 49, rejected: 0 }, "All rows say the same."],
    [{ rowsIn: 1000, exact: 985, rejected: 0 }, "Almost every row repeats another."],
    [{ rowsIn: 1000, exact: 4, rejected: 0 }, "Almost nothing repeats."],
    [
      { rowsIn: 1000, exact: 209, rejected: 3 },
      "One row in five said what another row already said.",
    ],
    [
      { rowsIn: 1000, exact: 490, rejected: 0 },
      "Every second row said what another row already said.",
    ],
    [{ rowsIn: 1000, exact: 370, rejected: 0 }, "37\u202f% of the rows repeated other rows."],
    [{ rowsIn: 1000, exact: 31, rejected: 0 }, "3.1\u202f% of the rows repeated other rows."],
    [{ rowsIn: 1000, exact: 10, rejected: 330 }, "One row in three broke a rule."],
    [{ rowsIn: 1000, exact: 10, rejected: 160 }, "16\u202f% of the rows broke a rule."],
  ])("of %o is chosen by rule", (counts, expected) => {
    expect(finding(accounts(runResult(counts)), true)).toBe(expected);
  });

  test.each([
    [{ rowsIn: 40, rejected: 0 }, "Every row is written."],
    [{ rowsIn: 1000, rejected: 1 }, "Nearly every row is written."],
    [{ rowsIn: 9, rejected: 9 }, "Every row was rejected."],
  ])("of %o where nothing was compared says nothing of repeats", (counts, expected) => {
    expect(finding(accounts(runResult(counts)), false)).toBe(expected);
  });

  test.each([
    [{ rowsIn: 1, rejected: 0 }, "Sluice read 1 row and kept it."],
    [{ rowsIn: 40, rejected: 0 }, "Sluice read 40 rows and kept all of them."],
    [
      { rowsIn: 40, rejected: 40 },
      "Sluice read 40 rows and kept none. Every row that left names the rule it broke.",
    ],
    [
      { rowsIn: 12_400_000, exact: 2_400_000, rejected: 1 },
      "Sluice read 12.4\u202fM rows and kept 10.0\u202fM. Every row that left names the row kept in its place, or the rule it broke.",
    ],
  ])("of %o is followed by what was kept", (counts, expected) => {
    expect(lede(accounts(runResult(counts)))).toBe(expected);
  });
});
