import { expect, test } from "vitest";
import { firstDifference } from "../../src/core/tolerance.ts";

const floats = (...values: number[]): Float32Array => Float32Array.from(values);
/** A NaN with that payload. */
const nan = (payload: number): Float32Array =>
  new Float32Array(Uint32Array.of(0x7fc00000 | payload).buffer);

test("integers and floats without a tolerance are equal or not", () => {
  expect(firstDifference(Uint32Array.of(1, 2), Uint32Array.of(1, 2))).toBe(-1);
  expect(firstDifference(Uint32Array.of(1, 2), Uint32Array.of(1, 3), { absolute: 9 })).toBe(1);
  expect(firstDifference(floats(1, 0), floats(1, -0))).toBe(1);
  expect(firstDifference(floats(1), floats(1 + 2 ** -23))).toBe(0);
});

test("arrays of other lengths differ where the shorter one ends", () => {
  expect(firstDifference(floats(1, 2), floats(1))).toBe(1);
});

test("a NaN is any NaN, and nothing else", () => {
  expect(firstDifference(nan(0), nan(7))).toBe(-1);
  expect(firstDifference(nan(0), floats(0), { absolute: 9 })).toBe(0);
  expect(firstDifference(floats(0), nan(0), { absolute: 9 })).toBe(0);
});

test("an infinity is itself, however large the tolerance", () => {
  const largest = 3.4028234663852886e38;
  const infinity = Number.POSITIVE_INFINITY;
  expect(firstDifference(floats(infinity), floats(infinity), { ulps: 1 })).toBe(-1);
  expect(firstDifference(floats(infinity), floats(largest), { ulps: 1e9 })).toBe(0);
  expect(firstDifference(floats(infinity), floats(-infinity), { absolute: infinity })).toBe(0);
});

test("ulps count floats, across zero as well", () => {
  const next = 1 + 2 ** -23;
  expect(firstDifference(floats(1), floats(next), { ulps: 1 })).toBe(-1);
  expect(firstDifference(floats(1), floats(next + 2 ** -23), { ulps: 1 })).toBe(0);
  expect(firstDifference(floats(1e-30), floats(-1e-30), { ulps: 1000 })).toBe(0);
});

test("an absolute difference is enough", () => {
  expect(firstDifference(floats(1e-9), floats(-1e-9), { ulps: 1, absolute: 1e-8 })).toBe(-1);
  expect(firstDifference(floats(1), floats(1.5), { ulps: 1, absolute: 0.25 })).toBe(0);
});

test("with a tolerance, what a device may flush to zero is zero", () => {
  expect(firstDifference(floats(1e-39, -0), floats(0, 0), { ulps: 0 })).toBe(-1);
});
