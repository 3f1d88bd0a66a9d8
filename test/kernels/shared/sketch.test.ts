import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signatureRounds, sketch } from "../../../src/kernels/shared/sketch.ts";

test("the affine maps are those of the specification", () => {
  const rounds = signatureRounds(256);
  const [a, b] = [0, 1].map((part) => rounds.filter((_, i) => i % 2 === part));
  expect(rounds).toHaveLength(2 * 384);
  expect([...a!.subarray(0, 5)]).toEqual([1, 0x53f1e9dd, 0x5c45d53f, 0x948ba1e7, 0x429fd5ab]);
  expect([...b!.subarray(0, 5)]).toEqual([0, 0xd97e5ed1, 0xa7e3d3bb, 0xea535fba, 0xb88baa7d]);
  expect([a![383], b![383]]).toEqual([0x40b7ed3f, 0xde21f614]);
});

const hashes = fc.array(fc.nat(0xffffffff), { maxLength: 60 });
const slotCounts = fc.constantFrom(64, 128, 256, 512);

function signed(values: readonly number[], slots: number): number[] {
  const signature = new Uint32Array(slots);
  sketch(Uint32Array.from(values), signatureRounds(slots), signature);
  return [...signature];
}

describe("a signature", () => {
  test("depends on the set of hashes, not on their order or number", () => {
    fc.assert(
      fc.property(hashes, slotCounts, (values, slots) => {
        const again = [...values.toReversed(), ...values, ...values.slice(0, 7)];
        expect(signed(again, slots)).toEqual(signed(values, slots));
      }),
    );
  });

  test("of a union is the elementwise minimum", () => {
    fc.assert(
      fc.property(hashes, hashes, slotCounts, (a, b, slots) => {
        const other = signed(b, slots);
        const least = signed(a, slots).map((value, i) => Math.min(value, other[i]!));
        expect(signed([...a, ...b], slots)).toEqual(least);
      }),
    );
  });

  test("leaves no slot empty but for no hashes at all", () => {
    expect(new Set(signed([], 64))).toEqual(new Set([0xffffffff]));
    fc.assert(
      fc.property(fc.array(fc.nat(0xffffffff), { minLength: 1, maxLength: 3 }), (values) => {
        expect(signed(values, 512)).not.toContain(0xffffffff);
      }),
    );
  });

  test("agrees on as many slots as the sets are similar, nearly", () => {
    const all = Array.from({ length: 1000 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 0);
    const [a, b] = [signed(all.slice(0, 900), 512), signed(all.slice(100), 512)];
    const agreement = a.filter((value, i) => value === b[i]).length / 512;
    expect(agreement).toBeGreaterThan(0.8 - 0.06);
    expect(agreement).toBeLessThan(0.8 + 0.06);
  });
});
