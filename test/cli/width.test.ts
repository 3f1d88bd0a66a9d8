import fc from "fast-check";
import { expect, test } from "vitest";
import {
  cutEnd,
  cutMiddle,
  padEnd,
  padStart,
  printable,
  stringWidth,
  wrap,
} from "../../src/cli/width.ts";

test("width counts columns, not code units", () => {
  expect(
    ["plain", "é", "e\u0301", "日本語", "👍🏽", "━━", "\x1b[36mred\x1b[0m"].map(stringWidth),
  ).toEqual([5, 1, 1, 6, 2, 2, 3]);
});

test("padding counts columns and ignores colour", () => {
  expect(padEnd("日本", 6)).toBe("日本  ");
  expect(padStart("\x1b[2mwaiting\x1b[0m", 9)).toBe("  \x1b[2mwaiting\x1b[0m");
});

test("a long path loses its middle", () => {
  expect(cutMiddle("data/2026/january/lab-a/run-19.parquet", 22, "…")).toBe(
    "data/2026/j…19.parquet",
  );
  expect(cutMiddle("short", 22, "…")).toBe("short");
  expect(cutMiddle("data/run-19.parquet", 9, "...")).toBe("dat...uet");
});

test("what is cut always fits, and keeps both ends", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 40 }), (value, width) => {
      expect(stringWidth(cutMiddle(value, width, "…"))).toBeLessThanOrEqual(Math.max(width, 0));
      expect(stringWidth(cutEnd(value, width))).toBeLessThanOrEqual(width);
    }),
  );
});

test("a user's text cannot move the cursor or change the colour", () => {
  expect(printable("a\x1b[2J\r\nb\u0007\u202ec\td")).toBe("a bc d");
});

test("wrapped text keeps its words and fits", () => {
  expect(wrap("which devices work, and what to install", 16)).toEqual([
    "which devices",
    "work, and what",
    "to install",
  ]);
});
