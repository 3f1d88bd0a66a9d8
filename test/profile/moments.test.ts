import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { central, mergeMoments, ratio } from "../../src/profile/moments.ts";
import { gaussian, random, stateOf } from "../support/numbers.ts";

/** A double as a whole number of units of 2 ** -1074. */
function units(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const size = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return bits >> 63n ? -size : size;
}

/** The sums of powers, value by value in whole numbers: nothing is shared with the accumulator. */
function sums(values: Iterable<number>): bigint[] {
  const result = [0n, 0n, 0n, 0n];
  for (const value of values) {
    const x = units(value);
    let power = 1n;
    for (let p = 0; p < 4; p++) result[p]! += power *= x;
  }
  return result;
}

/** The accumulator's sums in the same units. */
function unitSums(values: Float64Array, part?: number): bigint[] {
  const { moments } = stateOf(values, part === undefined ? {} : { part });
  return moments.sums.map((sum, i) => {
    const shift = (moments.exponent + 1074) * (i + 1);
    return sum === 0n ? 0n : sum << BigInt(shift);
  });
}

const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true });
const shapes: Readonly<Record<string, fc.Arbitrary<number>>> = {
  "any doubles": anyDouble,
  "small whole numbers": fc.integer({ min: -1000, max: 1000 }),
  "large whole numbers": fc.maxSafeInteger(),
  float32: fc.float({ noNaN: true, noDefaultInfinity: true }),
  "float32 around a million": fc
    .float({ min: -4, max: 4, noNaN: true })
    .map((x) => Math.fround(1e6 + x)),
  "doubles around a billion": fc.double({ min: -1, max: 1, noNaN: true }).map((x) => 1e9 + x),
  "doubles below one": fc.double({ min: -1, max: 1, noNaN: true }),
};

describe("sums of powers are exact", () => {
  test.each(Object.entries(shapes))("of %s", (_, arbitrary) => {
    fc.assert(
      fc.property(
        fc.array(arbitrary, { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (list, part) => {
          const values = Float64Array.from(list);
          expect(unitSums(values, part)).toEqual(sums(values));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("over more than a block, in any order and in any parts", () => {
    const next = random(1);
    const values = Float64Array.from({ length: 20_000 }, () => gaussian(next) * 10 ** (next() * 6));
    const expected = sums(values);
    expect(unitSums(values, 20_000)).toEqual(expected);
    expect(unitSums(values.toReversed(), 777)).toEqual(expected);
    const [a, b] = [stateOf(values.subarray(0, 9000)), stateOf(values.subarray(9000))];
    expect(central(mergeMoments(b.moments, a.moments))).toEqual(central(stateOf(values).moments));
  });
});

describe("central moments", () => {
  test("of 2, 4, 4, 4, 5, 5, 7, 9", () => {
    const { moments } = stateOf(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9));
    // Mean third power 5.25, mean fourth power 44.5.
    expect(central(moments)).toEqual({
      mean: 5,
      variance: 4,
      std: 2,
      skewness: 5.25 / 8,
      kurtosis: 44.5 / 16 - 3,
    });
  });

  test("of equal values are zero or none, whatever the value", () => {
    const { moments } = stateOf(new Float64Array(1000).fill(0.1));
    expect(central(moments)).toEqual({ mean: 0.1, variance: 0, std: 0 });
  });

  test("of float32 values with a large offset are those without it", () => {
    const next = random(5);
    const steps = Array.from({ length: 5000 }, () => Math.round(gaussian(next) * 8) / 16);
    const plain = central(stateOf(Float64Array.from(steps)).moments)!;
    const far = central(
      stateOf(Float64Array.from(steps, (x) => Math.fround(x + 2 ** 19))).moments,
    )!;
    expect({ ...far, mean: 0 }).toEqual({ ...plain, mean: 0 });
  });

  test("of values whose squares are no doubles have a deviation all the same", () => {
    for (const size of [2 ** -700, 2 ** 700]) {
      const { std, skewness } = central(stateOf(Float64Array.of(-size, size, 3 * size)).moments)!;
      expect(std / size).toBeCloseTo(Math.sqrt(8 / 3), 14);
      expect(skewness).toBe(0);
    }
  });

  test("of no values are none", () => {
    expect(central(stateOf(new Float64Array()).moments)).toBeUndefined();
  });
});

test("a ratio is rounded once, to the nearest double", () => {
  expect(ratio(1n, 3n, 0)).toBe(1 / 3);
  expect(ratio(-2n, 3n, 10)).toBe(-2048 / 3);
  // Halfway between two doubles, and just beyond.
  expect(ratio((1n << 53n) + 1n, 1n, 0)).toBe(2 ** 53);
  expect(ratio(((1n << 53n) + 1n) * 10n ** 30n + 1n, 10n ** 30n, 0)).toBe(2 ** 53 + 2);
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 1 }), (a, b) => {
      expect(ratio(BigInt(a), BigInt(b), 0)).toBe(a / b + 0);
    }),
  );
});
