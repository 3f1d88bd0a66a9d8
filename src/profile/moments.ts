import { CHUNK, type Engine } from "./engine.ts";

/**
 * Sums of the powers of doubles, exact: `sums[p - 1]` counts units of `2 ** (p * exponent)`. Exact sums
 * are the same in any order and in any parts, and nothing is lost where values have a large offset.
 */
export interface Moments {
  readonly count: number;
  readonly exponent: number;
  readonly sums: readonly [bigint, bigint, bigint, bigint];
}

export const noMoments: Moments = { count: 0, exponent: 0, sums: [0n, 0n, 0n, 0n] };

/** What is taken from the exact sums, each by one division, so that little is rounded. */
export interface Central {
  readonly mean: number;
  /** Of the population. */
  readonly variance: number;
  readonly std: number;
  /** Undefined where nothing varies. */
  readonly skewness: number | undefined;
  /** Over the 3 of a normal distribution. */
  readonly kurtosis: number | undefined;
}

/** How the exponents of WASM blocks are counted. */
const BIAS = 1075;
const BLOCK = 8192;

/**
 * Adds the `n` finite values that the engine holds at `valuesAt`; the values are moved about. Where two
 * powers are wanted the sums of the others are 0.
 */
export function addMoments(
  moments: Moments,
  engine: Engine,
  valuesAt: number,
  n: number,
  powers: 2 | 4 = 4,
): Moments {
  const { exports, restAt } = engine;
  let sum = moments;
  let left = 0;
  for (let from = 0; from < n; from += BLOCK) {
    const some = Math.min(BLOCK, n - from);
    left += exports.sumBlock(valuesAt + from * 8, some, restAt + left * 8, powers);
    sum = mergeMoments(sum, blockMoments(engine, powers));
  }
  // What did not fit the grid of its block makes blocks of its own, until nothing is left.
  const rest = engine.doubles(restAt, CHUNK);
  while (left > 0) {
    const some = Math.min(BLOCK, left);
    const again = exports.sumBlock(restAt, some, valuesAt, powers);
    sum = mergeMoments(sum, blockMoments(engine, powers));
    rest.copyWithin(0, some, left);
    rest.set(engine.doubles(valuesAt, again), left - some);
    left += again - some;
  }
  return sum;
}

function blockMoments(engine: Engine, powers: 2 | 4): Moments {
  const { exports } = engine;
  const count = exports.taken.value as number;
  const exponent = (exports.grid.value as number) - BIAS;
  const first = exports.first.value as bigint;
  const kind = exports.sumKind.value as number;
  const columns = new BigInt64Array(engine.memory.buffer, exports.sumsAt(), 24);
  const [s1, s2, s3, s4] = sumsOf(kind, columns);
  if (first === 0n) return { count, exponent, sums: [s1, s2, s3, s4] };
  const n = BigInt(count);
  const c = first;
  const c2 = c * c;
  const squares = s2 + 2n * c * s1 + n * c2;
  if (powers === 2) return { count, exponent, sums: [s1 + n * c, squares, 0n, 0n] };
  return {
    count,
    exponent,
    sums: [
      s1 + n * c,
      squares,
      s3 + 3n * (c * s2 + c2 * s1) + n * c2 * c,
      s4 + 4n * (c * s3 + c2 * c * s1) + 6n * c2 * s2 + n * c2 * c2,
    ],
  };
}

/** The four sums out of the columns of `profile-wasm/shared/moments.ts`. */
function sumsOf(kind: number, columns: BigInt64Array): [bigint, bigint, bigint, bigint] {
  const at = (i: number): bigint => columns[i]!;
  if (kind === 1) return [at(0), at(2), at(7), at(14)];
  const pair = (i: number): bigint => at(i) + (at(i + 1) << 32n);
  if (kind === 2) {
    const third = (pair(7) << 31n) + pair(9);
    return [at(0), pair(2), third, (pair(14) << 62n) + (pair(16) << 32n) + pair(18)];
  }
  const joined = (from: number, size: number): bigint => {
    let sum = 0n;
    for (let i = size - 1; i >= 0; i--) sum = (sum << 32n) + at(from + i);
    return sum;
  };
  return [pair(0), joined(2, 4), joined(7, 6), joined(14, 8)];
}

/** The sums of both. */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const count = a.count + b.count;
  if (isZero(a)) return { ...b, count };
  if (isZero(b)) return { ...a, count };
  const [low, high] = a.exponent <= b.exponent ? [a, b] : [b, a];
  const up = BigInt(high.exponent - low.exponent);
  const sum = (p: 0 | 1 | 2 | 3): bigint => low.sums[p] + (high.sums[p] << (up * BigInt(p + 1)));
  return { count, exponent: low.exponent, sums: [sum(0), sum(1), sum(2), sum(3)] };
}

const isZero = ({ sums }: Moments): boolean => sums[1] === 0n;

/** Undefined for no values. */
export function central({ count, exponent, sums }: Moments): Central | undefined {
  if (count === 0) return undefined;
  const n = BigInt(count);
  const n2 = n * n;
  const [s1, s2, s3, s4] = sums;
  const mean = ratio(s1, n, exponent);
  const second = n * s2 - s1 * s1;
  if (second === 0n) return { mean, variance: 0, std: 0, skewness: undefined, kurtosis: undefined };
  const third = n2 * s3 - 3n * n * s1 * s2 + 2n * s1 ** 3n;
  const fourth = n2 * n * s4 - 4n * n2 * s1 * s3 + 6n * n * s1 * s1 * s2 - 3n * s1 ** 4n;
  // In units near the deviation the powers are doubles, however small or large the values are. It is
  // the same unit for the same values, whatever they are multiples of.
  const size = Math.floor((bitLength(second) - bitLength(n2)) / 2 + exponent);
  const unit = exponent - size;
  const square = ratio(second, n2, 2 * unit);
  return {
    mean,
    variance: ratio(second, n2, 2 * exponent),
    std: scale(Math.sqrt(square), exponent - unit),
    skewness: ratio(third, n2 * n, 3 * unit) / square ** 1.5,
    kurtosis: ratio(fourth, n2 * n2, 4 * unit) / square ** 2 - 3,
  };
}

const DIGITS = 70;

/** `numerator / denominator * 2 ** exponent`, rounded to the nearest double. */
export function ratio(numerator: bigint, denominator: bigint, exponent: number): number {
  if (numerator === 0n) return 0;
  const negative = numerator < 0n;
  const top = negative ? -numerator : numerator;
  const shift = DIGITS - bitLength(top) + bitLength(denominator);
  const [up, down] =
    shift >= 0 ? [top << BigInt(shift), denominator] : [top, denominator << BigInt(-shift)];
  const quotient = up / down;
  // A last bit for what is left over, so that a tie is seen to be none.
  const rounded = Number((quotient << 1n) | (quotient * down === up ? 0n : 1n));
  const value = scale(rounded, exponent - shift - 1);
  return negative ? -value : value;
}

/** Of a positive number; exact, so that the same sums in other units are divided alike. */
function bitLength(value: bigint): number {
  const digits = value.toString(16);
  return digits.length * 4 + 28 - Math.clz32(Number.parseInt(digits[0]!, 16));
}

/** In steps, since the power itself may lie outside of the doubles. */
function scale(value: number, exponent: number): number {
  let result = value;
  let left = exponent;
  while (left !== 0) {
    const step = Math.max(-1000, Math.min(1000, left));
    result *= 2 ** step;
    left -= step;
  }
  return result;
}
