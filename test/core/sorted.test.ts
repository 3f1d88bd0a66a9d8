import fc from "fast-check";
import { expect, test } from "vitest";
import { distinctPlaces } from "../../src/core/sorted.ts";

test("distinct values are ascending, and each given one is where it says", () => {
  const anyValue = fc.oneof(fc.nat(9), fc.nat(2 ** 32 - 1), fc.constant(2 ** 32 - 1));
  fc.assert(
    fc.property(fc.array(anyValue), (given) => {
      const { values, places } = distinctPlaces(Uint32Array.from(given));
      expect([...values]).toEqual([...new Set(given)].toSorted((a, b) => a - b));
      expect([...places].map((place) => values[place])).toEqual(given);
    }),
  );
});
