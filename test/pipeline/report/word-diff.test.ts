import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  diffTexts,
  type DiffSide,
  diffWords,
  type Segment,
} from "../../../src/pipeline/report/word-diff.ts";

const join = (segments: readonly Segment[]) => segments.map(({ text }) => text).join("");

/** Differing words in brackets. */
const mark = (segments: readonly Segment[]) =>
  segments.map(({ text, differs }) => (differs ? `[${text}]` : text)).join("");

const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");

/** Few words, many repeats, and any space between them. */
const texts = fc
  .array(
    fc.tuple(
      fc.constantFrom("a", "b", "red", "mug", "杯", "نص", "\ud83e\udd16"),
      fc.constantFrom(" ", "  ", "\n", "\t"),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.flat().join(""));

const unmarked = (segments: readonly Segment[]) =>
  segments
    .filter(({ differs }) => !differs)
    .map(({ text }) => text)
    .join(" ");

const subsequences = (list: readonly string[]) =>
  Array.from({ length: 2 ** list.length }, (_, mask) =>
    list.filter((_word, i) => (mask >> i) & 1).join(" "),
  );

const numbered = (seed: string) => Array.from({ length: 20_000 }, (_, i) => seed + i).join(" ");

const length = ({ segments }: DiffSide) => join(segments).length;

describe("diffWords", () => {
  test("marks the words that the other text lacks", () => {
    const { kept, removed } = diffWords(
      "picks up the red mug and waits two seconds",
      "picks up the blue mug and waits a moment",
    );
    expect(mark(kept)).toBe("picks up the [red] mug and waits [two seconds]");
    expect(mark(removed)).toBe("picks up the [blue] mug and waits [a moment]");
  });

  test("marks words that are only in one text, and nothing in the other", () => {
    const { kept, removed } = diffWords("place it upright", "place it");
    expect([mark(kept), mark(removed)]).toEqual(["place it [upright]", "place it"]);
  });

  test("compares Chinese and Japanese character by character", () => {
    const { kept, removed } = diffWords("拿起红色杯子", "拿起蓝色杯子");
    expect([mark(kept), mark(removed)]).toEqual(["拿起[红]色杯子", "拿起[蓝]色杯子"]);
  });

  test("the segments of a side join to its text", () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const { kept, removed } = diffWords(a, b);
        expect([join(kept), join(removed)]).toEqual([a, b]);
      }),
    );
  });

  test("identical texts have no marks", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { kept, removed } = diffWords(text, text);
        expect([...kept, ...removed].some(({ differs }) => differs)).toBe(false);
      }),
    );
  });

  test("what is not marked says the same on both sides", () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const { kept, removed } = diffWords(a, b);
        expect(words(unmarked(kept).replaceAll("杯", " 杯 "))).toEqual(
          words(unmarked(removed).replaceAll("杯", " 杯 ")),
        );
      }),
    );
  });

  test("marks as little as a brute-force longest common subsequence leaves over", () => {
    const few = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 7 });
    fc.assert(
      fc.property(few, few, (a, b) => {
        const inB = new Set(subsequences(b));
        const longest = Math.max(
          ...subsequences(a).map((text) => (inB.has(text) ? words(text).length : 0)),
        );
        const { kept } = diffWords(a.join(" "), b.join(" "));
        expect(words(unmarked(kept))).toHaveLength(longest);
      }),
    );
  });

  test("texts of many thousand words take no more than a moment", () => {
    const start = performance.now();
    const { kept } = diffWords(`same ${numbered("a")}`, `same ${numbered("b")}`);
    expect(performance.now() - start).toBeLessThan(2000);
    expect(kept.map(({ differs }) => differs)).toEqual([false, true]);
  });
});

describe("diffTexts", () => {
  test("shows the first difference of long texts, and that something was cut", () => {
    const lead = "the same words again ".repeat(60);
    const { kept, removed } = diffTexts(`${lead}red${lead}`, `${lead}blue${lead}`);
    expect(mark(kept.segments)).toContain("[redthe]");
    expect(mark(removed.segments)).toContain("[bluethe]");
    expect([kept.cutBefore, kept.cutAfter]).toEqual([true, true]);
    expect([length(kept), length(removed)]).toEqual([400, 400]);
  });

  test("short texts stay whole, and long ones are a part of at most the limit", () => {
    fc.assert(
      fc.property(texts, texts, fc.integer({ min: 2, max: 40 }), (a, b, limit) => {
        const { kept, removed } = diffTexts(a, b, limit);
        for (const [text, side] of [
          [a, kept],
          [b, removed],
        ] as const) {
          const shown = join(side.segments);
          expect(text).toContain(shown);
          expect(shown.length).toBeLessThanOrEqual(limit + 1);
          expect(shown === text).toBe(!side.cutBefore && !side.cutAfter);
        }
      }),
    );
  });

  test("a cut never halves a character", () => {
    const robots = "\ud83e\udd16".repeat(300);
    for (const lead of ["", "x"]) {
      const { kept } = diffTexts(lead + robots, `${lead + robots} end`);
      expect(join(kept.segments).isWellFormed()).toBe(true);
    }
  });

  test("equal long texts are shown from their start", () => {
    const { kept } = diffTexts("word ".repeat(200), "word ".repeat(200));
    expect([kept.cutBefore, kept.cutAfter]).toEqual([false, true]);
  });
});
