import type { HostArray } from "./kernel.ts";

/** How far the floats of a device may be from the reference's; it is enough if one of both holds. */
export interface Tolerance {
  /** Floats that lie between the two, plus one. */
  readonly ulps?: number;
  /** The difference of the two. */
  readonly absolute?: number;
}

/** The least normal float: devices may flush what is smaller to zero. */
const LEAST_NORMAL = 2 ** -126;

/**
 * Where the values are not the expected ones, or -1. Integers, and floats without a tolerance, are
 * compared bit by bit. Any NaN equals any NaN: devices choose its payload. With a tolerance, zeros
 * and what is smaller than every normal float are equal; an infinity equals only itself.
 */
export function firstDifference(
  expected: HostArray,
  values: HostArray,
  tolerance?: Tolerance,
): number {
  if (expected.length !== values.length) return Math.min(expected.length, values.length);
  const equal =
    tolerance && expected instanceof Float32Array
      ? (a: number, b: number) => within(tolerance, a, b)
      : Object.is;
  return values.findIndex((value, i) => !equal(expected[i]!, value));
}

function within({ ulps = 0, absolute = 0 }: Tolerance, expected: number, value: number): boolean {
  if (Object.is(expected, value)) return true;
  if (!Number.isFinite(expected) || !Number.isFinite(value)) return false;
  const difference = Math.abs(expected - value);
  return (
    difference <= Math.max(absolute, LEAST_NORMAL) ||
    Math.abs(order(expected) - order(value)) <= ulps
  );
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The place of a float among all floats. */
function order(value: number): number {
  float[0] = value;
  return bits[0]! < 0 ? -(bits[0]! & 0x7fffffff) : bits[0]!;
}
