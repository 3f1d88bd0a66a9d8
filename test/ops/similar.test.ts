import fc from "fast-check";
import { expect, test } from "vitest";
import { similar } from "../../src/ops/index.ts";

test.each([
  [8, 9, 9, 800, true],
  [8, 9, 10, 800, false],
  [4, 4, 5, 800, true],
  [0, 1, 1, 1, false],
  [0, 1, 1, 0, true],
  [1, 1, 1, 1000, true],
])("%d shared of %d and %d at %d per mille: %s", (shared, a, b, threshold, expected) => {
  expect(similar(shared, a, b, threshold)).toBe(expected);
});

test("decides exactly, for sets of any size", () => {
  const count = fc.oneof(fc.nat(50), fc.integer({ min: 0, max: 0xffffffff }));
  fc.assert(
    fc.property(count, count, count, fc.nat(1000), (shared, onlyA, onlyB, threshold) => {
      const [a, b] = [shared + onlyA, shared + onlyB];
      fc.pre(a <= 0xffffffff && b <= 0xffffffff);
      const union = BigInt(shared) + BigInt(onlyA) + BigInt(onlyB);
      expect(similar(shared, a, b, threshold)).toBe(
        BigInt(shared) * 1000n >= BigInt(threshold) * union,
      );
    }),
    { numRuns: 1000 },
  );
});
