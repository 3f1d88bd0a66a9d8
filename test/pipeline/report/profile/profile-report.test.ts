import { describe, expect, test } from "vitest";
import {
  joinedBins,
  middleBins,
  sharedBins,
} from "../../../../src/pipeline/report/profile/bins.ts";
import {
  finding,
  renderProfileReport,
} from "../../../../src/pipeline/report/profile/profile-report.ts";
import { figure, time } from "../../../../src/pipeline/report/profile/text.ts";
import type { NumberProfile } from "../../../../src/profile/number-profile.ts";
import { numberProfile } from "../../../../src/profile/number-profile.ts";
import { defaultMeasures, type Profile } from "../../../../src/profile/profile.ts";
import { gaussian, random, stateOf } from "../../../support/numbers.ts";
import { profileOf, recording } from "../../../support/profile-fixture.ts";

const of = (values: Float64Array): NumberProfile => numberProfile(stateOf(values), defaultMeasures);
const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);

const alert = { column: "x", finding: "f", rule: "r", remedy: "h" };

test.each<[Profile["alerts"], string]>([
  [[], "Sound data. Nothing to fix."],
  [[{ ...alert, level: "note" }], "Sound data. Nothing to fix."],
  [[{ ...alert, level: "look" }], "Sound data, with one thing to look at."],
  [
    [
      { ...alert, level: "fix" },
      { ...alert, level: "fix" },
      { ...alert, level: "look" },
    ],
    "Data with two things to fix before training.",
  ],
])("the heading of a report is what was found", (alerts, heading) => {
  expect(finding({ rows: 5, alerts })).toBe(heading);
  expect(finding({ rows: 0, alerts })).toBe("There are no rows.");
});

describe("bins", () => {
  const next = random(4);
  const values = Float64Array.from({ length: 4000 }, () => gaussian(next) * 3 + 1);

  test("joined count the same values in wider bins", () => {
    const { edges, shares } = joinedBins(of(values), 20);
    expect(shares.length).toBeLessThanOrEqual(20);
    shares.forEach((share, i) => {
      const inside = values.filter((x) => x >= edges[i]! && x < edges[i + 1]!).length;
      expect(share).toBeCloseTo(inside / 4000, 12);
    });
  });

  test("of two datasets have the same edges", () => {
    const others = values.map((x) => x * 5 - 40);
    const [a, b] = sharedBins(of(values), of(others), 48);
    expect(a.edges).toEqual(b.edges);
    for (const [{ edges, shares }, data] of [
      [a, values],
      [b, others],
    ] as const) {
      expect(sum(shares)).toBeCloseTo(1, 12);
      shares.forEach((share, i) => {
        const inside = data.filter((x) => x >= edges[i]! && x < edges[i + 1]!).length;
        expect(share).toBeCloseTo(inside / 4000, 12);
      });
    }
  });

  test("of the middle leave a hundredth out at each end", () => {
    const far = Float64Array.from(values, (x, i) => (i === 7 ? 1e12 : x));
    const { edges, shares } = middleBins(of(far), 40)!;
    expect(edges.at(-1)).toBeLessThan(12);
    expect(sum(shares)).toBeGreaterThan(0.96);
    expect(middleBins(of(new Float64Array(9).fill(3)), 40)).toBeUndefined();
  });
});

test.each([
  [0, "0"],
  [-0.012_345, "\u22120.01235"],
  [1234.5678, "1\u202f235"],
  [12_400, "12\u202f400"],
  [1.7e12, "1.7e12"],
  [3.14e-9, "3.14e\u22129"],
  [null, "–"],
])("%d is written %s", (value, text) => {
  expect(figure(value)).toBe(text);
});

test("times are in the unit that one reads them in", () => {
  expect([0.05, 4.25, 0.000_574, 64_224, 3e-7, 250].map(time)).toEqual([
    "50\u202fms",
    "4.25\u202fs",
    "574\u202fµs",
    "17.8\u202fh",
    "300\u202fns",
    "4.17\u202fmin",
  ]);
});

test("the same profile gives the same page, and its texts cannot be markup", async () => {
  const rows = recording(300).map((row, i) => ({
    ...row,
    '<img src=x onerror="1">': i % 2 === 0 ? "<script>alert(1)</script>" : "\u0000 & ‮",
  }));
  const found = await profileOf(rows, "a<b>.jsonl");
  const page = renderProfileReport(found, found);
  expect(renderProfileReport(JSON.parse(JSON.stringify(found)) as Profile, found)).toBe(page);
  expect(page).not.toMatch(/<img|<script>alert|<b>\.jsonl/);
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(page).not.toMatch(/[>" (]NaN[<",.%]|undefined|Infinity/);
});

test("the page of a summary counts no kinds of columns, which a summary does not tell", async () => {
  const full = await profileOf(recording(30));
  expect(renderProfileReport(full)).toMatch(/[1-9]\d* vectors?, \d+ text/);
  const summary = renderProfileReport({ ...full, leftOut: ["histograms"] });
  expect(summary).toContain("told in short");
  expect(summary).not.toMatch(/\d+ vectors?, \d+ text/);
});
