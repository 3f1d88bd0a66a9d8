import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bytes,
  count,
  counted,
  date,
  rounded,
  roughly,
  seconds,
  share,
  similarity,
  threshold,
  tick,
} from "../../../src/pipeline/report/numbers.ts";

/** With plain spaces, so that the expected text can be read. */
const spaced = (text: string) => text.replaceAll("\u202f", " ");

describe("counts", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1000, "1 000"],
    [12_400_000, "12 400 000"],
    [987_654_321_012, "987 654 321 012"],
    [-34_540, "\u221234 540"],
  ])("%d has every digit, in groups of three", (value, expected) => {
    expect(spaced(count(value))).toBe(expected);
  });

  test("the digits of a count are those of the number", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(Number(count(value).replaceAll("\u202f", ""))).toBe(value);
      }),
    );
  });

  test("one of a thing is singular", () => {
    expect([counted(1, "row"), counted(0, "row"), counted(2, "row")]).toEqual([
      "1 row",
      "0 rows",
      "2 rows",
    ]);
  });

  test.each([
    [0, "0"],
    [7, "7"],
    [999, "999"],
    [1000, "1.00 k"],
    [1388, "1.39 k"],
    [708_347, "708 k"],
    [999_499, "999 k"],
    [999_500, "1.00 M"],
    [12_400_000, "12.4 M"],
    [9_996_000, "10.0 M"],
    [123_456_789_012, "123 G"],
    [0.5, "0.500"],
  ])("%d is rounded to three digits and a unit", (value, expected) => {
    expect(spaced(rounded(value))).toBe(expected);
  });

  test("a count in a sentence is exact up to ten thousand", () => {
    expect([9999, 10_000].map((value) => spaced(roughly(value)))).toEqual(["9 999", "10.0 k"]);
  });

  test.each([
    [0, "0"],
    [250_000, "250 k"],
    [1_000_000, "1 M"],
    [2_500_000, "2.5 M"],
    [12_500, "12.5 k"],
    [100, "100"],
  ])("%d on an axis has no zeros that say nothing", (value, expected) => {
    expect(spaced(tick(value))).toBe(expected);
  });
});

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [812, "812 bytes"],
  [14_210, "14.2 kB"],
  [139_000_000, "139 MB"],
  [999_999, "1.00 MB"],
  [2_280_000_000, "2.28 GB"],
])("%d bytes are in decimal units", (value, expected) => {
  expect(spaced(bytes(value))).toBe(expected);
});

test.each([
  [0, "0 s"],
  [0.0001, "< 1 ms"],
  [0.6, "600 ms"],
  [0.9996, "1.0 s"],
  [12.43, "12.4 s"],
  [59.96, "1 min 00 s"],
  [130, "2 min 10 s"],
  [3599.6, "1 h 00 min"],
  [3900, "1 h 05 min"],
  [98_765, "27 h 26 min"],
])("%d seconds have the unit that suits them", (value, expected) => {
  expect(spaced(seconds(value))).toBe(expected);
});

test.each([
  [0, 10, "0 %"],
  [0, 0, "0 %"],
  [10, 10, "100 %"],
  [78, 1000, "7.8 %"],
  [34_540, 12_400_000, "0.28 %"],
  [1, 1_000_000, "< 0.01 %"],
  [999_999, 1_000_000, "> 99.9 %"],
  [996, 100_000, "1.0 %"],
])("%d of %d as a share is neither rounded to nothing nor to all", (part, whole, expected) => {
  expect(spaced(share(part, whole))).toBe(expected);
});

test.each([
  [1, "1.00"],
  [0.9999, "0.99"],
  [0.29, "0.29"],
  [0.8, "0.80"],
  [0, "0.00"],
])("a similarity of %d is cut, so that only what is equal reads 1.00", (value, expected) => {
  expect(similarity(value)).toBe(expected);
});

test("a threshold has two digits, or as many as were given", () => {
  expect([0.8, 0.855, 1].map(threshold)).toEqual(["0.80", "0.855", "1.00"]);
});

test("a date is written out in UTC, and anything else is left alone", () => {
  expect(date("2026-01-15T09:12:44+01:00")).toBe("15 January 2026, 08:12 UTC");
  expect(date("yesterday")).toBe("yesterday");
});
