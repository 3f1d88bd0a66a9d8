import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openLanguages } from "../../src/pipeline/languages.ts";
import { Engine } from "../../src/profile/engine.ts";
import { beginning, languagesOf } from "../../src/profile/languages.ts";
import { leastOf, rowHash, RowSample } from "../../src/profile/row-sample.ts";
import { mergeTexts, TextColumn, type TextState } from "../../src/profile/text-column.ts";

const keeping = { exactMost: 4096, capacity: 1024, slots: 512, precision: 10 };
const engine = await Engine.open();

function stateOf(texts: readonly string[], firstRow = 0): TextState {
  const column = new TextColumn(engine, keeping);
  const parts = texts.map((text) => new TextEncoder().encode(text));
  const offsets = new Int32Array(texts.length + 1);
  parts.forEach((part, i) => (offsets[i + 1] = offsets[i]! + part.length));
  column.observe({ bytes: Buffer.concat(parts), offsets, length: texts.length }, firstRow);
  return column.state();
}

const GERMAN = "Der Roboter stellt die Tasse vorsichtig auf den Tisch.";
const ENGLISH = "The robot carefully puts the cup down on the table.";

describe("a sample of rows", () => {
  test("is that of the least hashes, however the rows are parted and merged", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.nat(300), { minLength: 1, maxLength: 6 }),
        (most, sizes) => {
          let row = 0;
          const parts = sizes.map((size) => {
            const sample = new RowSample<number>(most);
            for (const end = row + size; row < end; row++) {
              if (sample.wants(row)) sample.put(row, row);
            }
            return sample.rows();
          });
          const wanted = Array.from({ length: row }, (_, i) => i)
            .toSorted((a, b) => rowHash(a) - rowHash(b))
            .slice(0, most);
          const merged = parts.toReversed().reduce((a, b) => leastOf(a.concat(b), most), []);
          expect(merged.map(({ value }) => value)).toEqual(wanted);
        },
      ),
    );
  });

  test("of a column of texts leaves out those that are empty", () => {
    expect(
      stateOf(["", "a", "", "b"])
        .sample.map(({ value }) => value)
        .toSorted(),
    ).toEqual(["a", "b"]);
  });

  test("of two parts of a column is that of the whole", () => {
    const texts = Array.from({ length: 5000 }, (_, i) => `text ${i}`);
    const whole = stateOf(texts).sample;
    expect(whole).toHaveLength(1024);
    const [a, b] = [stateOf(texts.slice(0, 1700)), stateOf(texts.slice(1700), 1700)];
    expect(mergeTexts(a, b).sample).toEqual(whole);
    expect(mergeTexts(b, a).sample).toEqual(whole);
  });
});

test("a long text is cut behind a whole character", () => {
  const bytes = new TextEncoder().encode(`a${"ä".repeat(400)}`);
  expect(beginning(bytes, 0, bytes.length)).toBe(`a${"ä".repeat(249)}`);
  const short = new TextEncoder().encode("xÄz");
  expect(beginning(short, 1, 3)).toBe("Ä");
});

test("guesses are added up to shares, the most frequent first, by name where they are even", () => {
  const sample = ["en", "de", "", "en", "fr", "de", "en", "fr"].map((value, hash) => ({
    hash,
    value,
  }));
  const found = languagesOf(sample, (text) => (text === "" ? undefined : text));
  expect(found).toEqual({ sampled: 8, shares: { en: 0.375, de: 0.25, fr: 0.25, unknown: 0.125 } });
  expect(Object.keys(found.shares)).toEqual(["en", "de", "fr", "unknown"]);
});

describe("languages are told of", () => {
  test.each([
    ["en", ENGLISH],
    ["de", GERMAN],
    ["fr", "Le robot pose doucement la tasse sur la table."],
    ["es", "El robot coloca la taza con cuidado sobre la mesa."],
    ["it", "Il robot mette delicatamente la tazza sul tavolo."],
    ["ru", "Робот осторожно ставит чашку на стол."],
    ["zh", "机器人小心地把杯子放在桌子上。"],
    ["ja", "ロボットがカップをそっとテーブルに置く。"],
    ["ko", "로봇이 컵을 조심스럽게 탁자 위에 놓는다."],
    ["ar", "الروبوت يضع الكوب على الطاولة."],
    [undefined, "12345 67 // 89"],
  ])("%s", async (language, text) => {
    const guess = await openLanguages();
    expect(guess!(text)).toBe(language);
  });
});
