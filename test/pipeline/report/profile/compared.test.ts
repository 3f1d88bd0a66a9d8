import { describe, expect, test } from "vitest";
import { pairSpark } from "../../../../src/pipeline/report/profile/spark.ts";
import { tellTimes } from "../../../../src/pipeline/report/profile/time-panel.ts";
import { tellTruths } from "../../../../src/pipeline/report/profile/truth-panel.ts";
import { renderProfileReport } from "../../../../src/pipeline/report/profile/profile-report.ts";
import { html } from "../../../../src/pipeline/report/html.ts";
import { clockProfile } from "../../../../src/profile/clock.ts";
import type {
  BooleanColumnProfile,
  TimeColumnProfile,
} from "../../../../src/profile/column-profile.ts";
import { numberProfile } from "../../../../src/profile/number-profile.ts";
import { defaultMeasures } from "../../../../src/profile/profile.ts";
import { stateOf } from "../../../support/numbers.ts";
import { profileOf } from "../../../support/profile-fixture.ts";

const profiled = (values: readonly number[]) =>
  numberProfile(stateOf(Float64Array.from(values)), defaultMeasures);

const truths = (trues: number, falses: number): BooleanColumnProfile => ({
  kind: "boolean",
  type: "Bool",
  count: trues + falses,
  nulls: 0,
  distinct: Math.sign(trues) + Math.sign(falses),
  distinctError: 0,
  mean: trues / (trues + falses),
  top: [
    { value: true, count: trues },
    { value: false, count: falses },
  ].filter(({ count }) => count > 0),
});

describe("truth values beside those of another data set", () => {
  test("are drawn as shares of each, with what only the other has", () => {
    const { say, plots } = tellTruths(truths(9, 0), truths(10, 30));
    expect(say).toMatch(/^100\s%? ?true; 25\.0\s%? in the other\.$/);
    const { markup } = html`${plots}`;
    expect(markup).toContain("false");
    expect(markup.match(/class="two" style="width:[\d.]+%"/g)).toEqual([
      'class="two" style="width:25.0%"',
      'class="two" style="width:75.0%"',
    ]);
  });

  test("have no other bar where there is no other", () => {
    expect(html`${tellTruths(truths(3, 1), undefined).plots}`.markup).not.toContain('class="two"');
  });
});

const HOUR = 3600;
const times = (from: number, unitSeconds = 1): TimeColumnProfile => {
  const values = Array.from({ length: 600 }, (_, i) => (from + i * 6) / unitSeconds);
  const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
  return {
    kind: "time",
    type: "Timestamp",
    ...profiled(values),
    unitSeconds,
    from: iso(from),
    to: iso(from + 599 * 6),
    clock: clockProfile(stateOf(new Float64Array(599).fill(6 / unitSeconds)), unitSeconds),
  };
};

describe("times beside those of another data set", () => {
  test("are drawn over the range of both, the other as a line", () => {
    const { say, plots } = tellTimes(times(8 * HOUR), times(10 * HOUR));
    expect(say).toContain("The other: from 1970-01-01 10:00:00 to 1970-01-01 10:59:54.");
    const { markup } = html`${plots}`;
    expect(markup).toContain("s-exact");
    // The axis goes on to where only the other has rows.
    expect(markup).toMatch(/>10:\d\d:\d\d</);
  });

  test("of another unit are told of, and not drawn on the same axis", () => {
    const { say, plots } = tellTimes(times(8 * HOUR), times(10 * HOUR, 0.001));
    expect(say).toContain("The other: from 1970-01-01 10:00:00");
    expect(html`${plots}`.markup).not.toContain("s-exact");
  });
});

describe("dimensions beside those of another data set", () => {
  test("are drawn over the range of both", () => {
    const at = (offset: number) =>
      profiled(Array.from({ length: 256 }, (_, i) => offset + i / 256));
    const { markup } = pairSpark(at(0), at(0.5));
    expect(markup).toContain("s-exact");
    // Twelve of 28 bins at least are free of bars: those of the other half alone.
    expect((markup.match(/Z/g) ?? []).length).toBeLessThan(20);
  });

  test("that never change are drawn alone", () => {
    expect(pairSpark(profiled([1, 1]), profiled([2, 2])).markup).not.toContain("s-exact");
  });

  test("say their ranges, and whether there are as many", async () => {
    const rows = (scale: number, dims: number): object[] =>
      Array.from({ length: 300 }, (_, i) => ({
        v: Array.from({ length: dims }, (_place, d) => (scale * (i % 100)) / (d + 1)),
      }));
    const [a, b, c] = [
      await profileOf(rows(1, 2)),
      await profileOf(rows(4, 2)),
      await profileOf(rows(1, 3)),
    ];
    expect(renderProfileReport(a, b)).toContain("other 0 to 396");
    const apart = renderProfileReport(a, c);
    expect(apart).toContain("The other has 3 dimensions: they are not drawn together.");
    expect(apart).not.toContain("other 0 to");
  });
});
