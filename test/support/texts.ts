import fc from "fast-check";
import type { TextColumn } from "../../src/core/text-column.ts";
import { textColumn } from "../../src/core/text-column.ts";

const chars = {
  ascii: fc.constantFrom(...Array.from("aabcde  .,\n\tZ09")),
  any: fc.constantFrom(...Array.from("aé ñ快速的😀👍🏽e\u0301\u200dß́ \u3000\n")),
};

const short = fc.oneof(
  fc.constantFrom("", "a", "ab", " ", "é", "😀"),
  fc.string({ unit: chars.ascii, maxLength: 40 }),
  fc.string({ unit: chars.ascii, minLength: 200, maxLength: 400 }),
  fc.string({ unit: chars.any, maxLength: 60 }),
  fc.string({ unit: chars.any, minLength: 100, maxLength: 300 }),
);

/** Bytes of no encoding, many of them continuation bytes. */
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc
    .array(fc.constantFrom(0x80, 0xbf, 0xc3, 0xe2, 0xf0, 0x20, 0x61), { maxLength: 80 })
    .map((bytes) => Uint8Array.from(bytes)),
);

/** Runs of ASCII, some of them long, with a few other bytes in between. */
const runs = fc
  .array(
    fc.tuple(
      fc.string({ unit: chars.ascii, maxLength: 50 }).map((text) => new TextEncoder().encode(text)),
      fc.oneof(
        fc.constantFrom("é", "快速", "😀").map((text) => new TextEncoder().encode(text)),
        fc.uint8Array({ min: 0x80, minLength: 1, maxLength: 3 }),
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Uint8Array.from(parts.flat().flatMap((bytes) => [...bytes])));

/** A row of several tiles: long runs of one thing, so that windows repeat, or of many. */
const long = fc
  .tuple(fc.oneof(short, fc.string({ unit: chars.any, minLength: 1000, maxLength: 2000 })), noise)
  .chain(([text, bytes]) =>
    fc.integer({ min: 1, max: 9000 }).map((size) => {
      const unit = new Uint8Array([...new TextEncoder().encode(text), ...bytes, 0x61]);
      return new Uint8Array(size).map((_, i) => unit[i % unit.length]!);
    }),
  );

/** A text column of a few rows of any bytes. */
export const anyTexts: fc.Arbitrary<TextColumn> = fc
  .array(fc.oneof({ arbitrary: short, weight: 4 }, { arbitrary: noise, weight: 2 }, runs, long), {
    maxLength: 6,
  })
  .map(textColumn);

/** Texts of English, accents, Chinese, Japanese and emoji, and what they must come to. */
export const knownTexts: readonly string[] = [
  "",
  "a",
  "hello",
  "The quick brown fox jumps over the lazy dog.",
  "The quick brown fox jumped over the lazy dog.",
  "jumpéd über naïve café",
  "快速的棕色狐狸跳过了懒狗",
  "こんにちは世界、テストです",
  "😀😁😂🤣😃👍🏽 ok",
  "abc ".repeat(300),
];
