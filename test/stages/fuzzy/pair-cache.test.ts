import fc from "fast-check";
import { expect, test } from "vitest";
import { PairCache } from "../../../src/stages/fuzzy/pair-cache.ts";

test("pairs are numbered as they come, and what is similar is remembered until it is forgotten", () => {
  const pair = fc.tuple(fc.nat(40), fc.nat(40), fc.boolean());
  const rounds = fc.array(fc.tuple(fc.array(pair, { maxLength: 60 }), fc.boolean()));
  fc.assert(
    fc.property(rounds, (given) => {
      const cache = new PairCache();
      let known = new Map<string, boolean>();
      for (const [pairs, forget] of given) {
        const first = cache.size;
        const asked: boolean[] = [];
        const met = new Map<string, number>();
        for (const [a, b, similar] of pairs) {
          const name = `${a}-${b}`;
          const number = cache.numberOf(a, b);
          if (met.has(name)) expect(number).toBe(met.get(name));
          else if (known.has(name)) expect(cache.isSimilar(number)).toBe(known.get(name));
          else expect(number).toBe(first + asked.push(similar) - 1);
          if (!known.has(name) && !met.has(name)) met.set(name, number);
        }
        cache.settle(first, Uint8Array.from(asked, Number));
        for (const [name, number] of met) known.set(name, asked[number - first]!);
        if (forget) {
          cache.forgetDifferent();
          known = new Map([...known].filter(([, similar]) => similar));
        }
        expect(cache.size).toBe(known.size);
      }
    }),
    { numRuns: 300 },
  );
});

test("as many pairs as there are fit", () => {
  const cache = new PairCache();
  for (let a = 0; a < 200; a++) for (let b = 0; b < 200; b++) cache.numberOf(a, b);
  expect(cache.size).toBe(40_000);
  expect(cache.numberOf(17, 33)).toBe(17 * 200 + 33);
  cache.settle(
    0,
    Uint8Array.from({ length: 40_000 }, (_, number) => (number % 3 === 0 ? 1 : 0)),
  );
  cache.forgetDifferent();
  expect(cache.size).toBe(13_334);
  expect(cache.isSimilar(cache.numberOf(0, 3))).toBe(true);
  expect(cache.numberOf(0, 1)).toBe(13_334);
});
