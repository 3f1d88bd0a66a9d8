import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeEscaped, encodeEscaped } from "../../src/core/escaped-utf8.ts";

test.each<[string, number[], string]>([
  ["a lone continuation byte", [0x61, 0x80, 0x62], "a\u{DC80}b"],
  ["an overlong slash", [0xc0, 0xaf], "\u{DCC0}\u{DCAF}"],
  ["an encoded surrogate", [0xed, 0xa0, 0x80], "\u{DCED}\u{DCA0}\u{DC80}"],
  ["a character cut short", [0xe2, 0x82, 0x20], "\u{DCE2}\u{DC82} "],
  ["beyond the last character", [0xf4, 0x90, 0x80, 0x80], "\u{DCF4}\u{DC90}\u{DC80}\u{DC80}"],
  ["a replacement character and a byte", [0xef, 0xbf, 0xbd, 0xff], "\u{FFFD}\u{DCFF}"],
  ["a byte order mark", [0xef, 0xbb, 0xbf, 0x61], "\u{FEFF}a"],
  ["Latin-1 beside UTF-8", [0xe9, 0x20, 0xc3, 0xa9], "\u{DCE9} é"],
])("decodes %s as Python's surrogateescape does", (_, bytes, text) => {
  expect(decodeEscaped(Uint8Array.from(bytes))).toBe(text);
});

test("gives any bytes back", () => {
  const lead = fc.constantFrom(0x61, 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xff);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.array(lead, { maxLength: 12 }).map((some) => Uint8Array.from(some)),
    fc.string({ unit: "binary", maxLength: 20 }).map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(bytes, (some) => {
      expect([...encodeEscaped(decodeEscaped(some))]).toEqual([...some]);
    }),
    { numRuns: 500 },
  );
});

test("decodes well-formed texts as they are", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(decodeEscaped(new TextEncoder().encode(text))).toBe(text.toWellFormed());
    }),
  );
});
