import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textBytes, textColumn } from "../../src/core/text-column.ts";
import type { NormalizeStep } from "../../src/ops/index.ts";
import { normalizeText } from "../../src/ops/index.ts";
import { anyTexts } from "../support/texts.ts";

const allSteps: readonly NormalizeStep[] = ["nfc", "nfkc", "case", "whitespace", "punctuation"];

function rowsOf(column: ReturnType<typeof textColumn>): Uint8Array[] {
  const bytes = textBytes(column);
  return Array.from({ length: column.rowCount }, (_, i) =>
    bytes.slice(column.offsets[i], column.offsets[i + 1]),
  );
}

function normalized(text: string, ...steps: NormalizeStep[]): string {
  const [row] = rowsOf(normalizeText(textColumn([text]), steps));
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(row);
}

describe("normalizeText", () => {
  test.each<[NormalizeStep[], string, string]>([
    [["nfc"], "e\u0301 A\u030a ﬁ", "é Å ﬁ"],
    [["nfkc"], "e\u0301 ﬁ ① Ａ", "é fi 1 A"],
    [["nfc", "nfkc"], "ﬁ", "fi"],
    [["case"], "The QUICK Brown", "the quick brown"],
    [["case"], "Straße ΣΑΣ K", "strasse σασ k"],
    [["whitespace"], "  a \t\n b\u000b\fc  ", "a b c"],
    [["whitespace"], "\u3000a\u00a0\u2028\u2009b\u0085", "a b"],
    [["whitespace"], " \t ", ""],
    [["whitespace"], "\ufeffa\u200bb\u001c", "\ufeffa\u200bb\u001c"],
    [["punctuation"], "it's «done», (yes)! $5 + 3 = 8 ^~|<>`", "its done yes $5 + 3 = 8 ^~|<>`"],
    [["punctuation"], "什么？。、…", "什么"],
    [["whitespace", "punctuation"], "- a - b -", "a b"],
    [["whitespace", "punctuation"], "— á — b —", "á b"],
    [["punctuation", "case", "whitespace", "nfkc"], " Ｈello,\u3000WORLD! ", "hello world"],
  ])("%j makes of %j %j", (steps, text, expected) => {
    expect(normalized(text, ...steps)).toBe(expected);
    expect(normalized(text, ...steps.toReversed())).toBe(expected);
  });

  test("treats ASCII alike by itself and beside other characters", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary-ascii", maxLength: 40 }),
        fc.subarray([...allSteps]),
        (text, steps) => {
          // A Chinese character stays under all steps, and takes the row off the ASCII path.
          const beside = normalized(`中${text}中`, ...steps);
          const trimmed = steps.includes("whitespace")
            ? beside.replaceAll(/中 | 中/g, "中")
            : beside;
          expect(`中${normalized(text, ...steps)}中`).toBe(trimmed);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("keeps bytes that are not UTF-8, which are neither space nor punctuation", () => {
    const column = textColumn([
      Uint8Array.of(0x20, 0xff, 0x20, 0x20, 0x41, 0x2e, 0xc3, 0x20),
      Uint8Array.of(0x80, 0x2c, 0xe9, 0x42),
    ]);
    const rows = rowsOf(normalizeText(column, ["nfkc", "case", "whitespace", "punctuation"]));
    expect(rows).toEqual([Uint8Array.of(0xff, 0x20, 0x61, 0xc3), Uint8Array.of(0x80, 0xe9, 0x62)]);
  });

  test("keeps rows apart, whatever they become", () => {
    const column = textColumn(["A.", "", "ﷺ".repeat(50), "...", "É b"]);
    const rows = rowsOf(normalizeText(column, ["nfkc", "case", "punctuation"]));
    expect(rows.map((row) => new TextDecoder().decode(row))).toEqual([
      "a",
      "",
      "صلى الله عليه وسلم".repeat(50),
      "",
      "é b",
    ]);
  });

  test("returns the column itself when nothing changes", () => {
    const column = textColumn(["plain text", "naïve", Uint8Array.of(0xff)]);
    expect(normalizeText(column, [])).toBe(column);
    expect(normalizeText(column, allSteps)).toBe(column);
    expect(normalizeText(textColumn([]), allSteps).rowCount).toBe(0);
  });

  test("changes nothing the second time, UTF-8 given", () => {
    const texts = fc.array(fc.string({ unit: "grapheme" }), { maxLength: 4 }).map(textColumn);
    fc.assert(
      fc.property(texts, fc.subarray(["nfc", "case", "whitespace"] as const), (column, steps) => {
        const once = normalizeText(column, steps);
        expect(rowsOf(normalizeText(once, steps))).toEqual(rowsOf(once));
      }),
    );
  });

  test("gives every row of any bytes its normal form by itself", () => {
    fc.assert(
      fc.property(anyTexts, fc.subarray([...allSteps]), (column, steps) => {
        const together = rowsOf(normalizeText(column, steps));
        const alone = rowsOf(column).map(
          (row) => rowsOf(normalizeText(textColumn([row]), steps))[0],
        );
        expect(together).toEqual(alone);
      }),
    );
  });
});
