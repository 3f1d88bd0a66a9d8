import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FirstKeys } from "../../src/stages/first-keys.ts";

const word = fc.constantFrom(0, 1, 2, 0x80000000, 0xffffffff);
const anyKeys = fc.array(fc.tuple(word, word), { maxLength: 80 });

function firstsOf(
  finder: FirstKeys,
  pairs: readonly (readonly [number, number])[],
  alike?: (a: number, b: number) => boolean,
): number[] {
  const keys = Uint32Array.from(pairs.flatMap(([high, low]) => [high, low, 0]));
  return [...finder.of(keys, alike)];
}

const kept = (keys: readonly string[]): number[] => keys.map((key) => keys.indexOf(key));

describe("the first of each key", () => {
  test("is the one that a search finds, whatever was looked up before", () => {
    const finder = new FirstKeys();
    fc.assert(
      fc.property(anyKeys, (pairs) => {
        expect(firstsOf(finder, pairs)).toEqual(kept(pairs.map((pair) => pair.join())));
      }),
    );
  });

  test("is of the same kind", () => {
    const finder = new FirstKeys();
    fc.assert(
      fc.property(anyKeys, fc.array(fc.nat(2), { minLength: 80 }), (pairs, kinds) => {
        const alike = (a: number, b: number): boolean => kinds[a] === kinds[b];
        const keys = pairs.map((pair, i) => `${pair.join()} ${kinds[i]}`);
        expect(firstsOf(finder, pairs, alike)).toEqual(kept(keys));
      }),
    );
  });

  test("is found among many whose low halves are crowded", () => {
    const pairs = Array.from({ length: 3000 }, (_, i): [number, number] => [
      Math.imul(i % 1700, 0x9e3779b1) >>> 0,
      i % 5,
    ]);
    const found = firstsOf(new FirstKeys(), pairs);
    expect(found).toEqual(kept(pairs.map((pair) => pair.join())));
  });
});
