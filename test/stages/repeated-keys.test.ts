import fc from "fast-check";
import { expect, test } from "vitest";
import { repeatedKeys } from "../../src/stages/repeated-keys.ts";

test("keys that repeat stay, all of them, in their order", () => {
  const half = fc.oneof(fc.nat(3), fc.nat(0xffffffff), fc.constant(0xffffffff));
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half), { maxLength: 300 }), (pairs) => {
      const all = {
        hi: Uint32Array.from(pairs, ([hi]) => hi),
        lo: Uint32Array.from(pairs, ([, lo]) => lo),
        rows: Uint32Array.from(pairs, (_, i) => i * 3),
      };
      const { hi, lo, rows } = repeatedKeys(all);
      const name = (key: readonly [number, number]): string => key.join("-");
      const counts = new Map<string, number>();
      for (const key of pairs) counts.set(name(key), (counts.get(name(key)) ?? 0) + 1);
      const left = new Set(rows);
      pairs.forEach((key, i) => {
        if (counts.get(name(key))! > 1) expect(left.has(i * 3)).toBe(true);
      });
      expect(rows).toEqual(rows.toSorted());
      rows.forEach((row, i) => expect([hi[i], lo[i]]).toEqual(pairs[row / 3]));
    }),
  );
});

test("of keys that occur once few stay", () => {
  const count = 100_000;
  const numbers = Uint32Array.from({ length: count }, (_, i) => i);
  const few = (hi: Uint32Array, lo: Uint32Array): number =>
    repeatedKeys({ hi, lo, rows: numbers.slice() }).rows.length / count;
  const none = new Uint32Array(count);
  // A key finds its slot taken by chance: one of at least eight times as many.
  expect(few(numbers.slice(), none.slice())).toBeLessThan(0.15);
  expect(few(none.slice(), numbers.slice())).toBeLessThan(0.15);
  expect(
    few(
      numbers.map((i) => i << 12),
      numbers.map((i) => i >>> 7),
    ),
  ).toBeLessThan(0.15);
});
