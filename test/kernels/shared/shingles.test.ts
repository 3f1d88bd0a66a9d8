import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { charShingles, wordShingles } from "../../../src/kernels/shared/shingles.ts";
import { shinglesOf } from "../../support/shingle-oracle.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test("hashes the windows of known texts", () => {
  expect([...charShingles(encode("hello world"), 5, 0)]).toEqual([
    0xd2658509, 0xae0f8457, 0x3a5b17b9, 0x47699ed7, 0x877e456e, 0x5183f99c, 0x5031628d,
  ]);
  expect([...wordShingles(encode("the quick brown fox"), 3, 0)]).toEqual([0x6f5b0799, 0x2cd9a2b8]);
});

function pairs(...bytes: number[]): Uint32Array {
  return charShingles(Uint8Array.from(bytes), 2, 0);
}

test("starts a window at each byte that continues none, whether or not that is UTF-8", () => {
  const [a, b, c] = [0x61, 0x62, 0x63];
  expect(pairs(0x80, 0xbf, a, b, c)).toEqual(pairs(a, b, c));
  expect(pairs(0x80, 0x80)).toHaveLength(0);
  expect(pairs(0xff, a, b)).toHaveLength(2);
  expect(pairs(a, 0x80, 0x80, b)).toHaveLength(1);
  expect(pairs(a, 0x80, 0x80, b)).not.toEqual(pairs(a, b));
});

describe.each([
  ["char", charShingles],
  ["word", wordShingles],
] as const)("windows of %ss", (unit, shingles) => {
  test("are those of the specification", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", "é", "\u00a0"), maxLength: 40 }),
    );
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 1, max: 24 }),
        fc.nat(0xffffffff),
        (some, ngram, seed) => {
          const expected = shinglesOf(some.toWellFormed(), unit, ngram, seed);
          expect([...shingles(encode(some), ngram, seed)]).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});
