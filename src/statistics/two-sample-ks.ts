import { kolmogorovTail } from "./kolmogorov.ts";

/** Up to so many values on both sides the p-value is exact. */
const MOST_EXACT = 10_000;

export interface KsTest {
  /** The greatest distance between the two distribution functions. */
  readonly statistic: number;
  readonly pValue: number;
  /** Whether the p-value is exact, or the limit for many values. */
  readonly method: "exact" | "asymptotic";
}

/** The two-sided Kolmogorov-Smirnov test of two samples, each ascending and not empty. */
export function twoSampleKs(a: Float64Array, b: Float64Array): KsTest {
  const statistic = ksStatistic(a, b);
  const [n, m] = [a.length, b.length];
  if (Math.max(n, m) <= MOST_EXACT) {
    return { statistic, pValue: exactTail(n, m, statistic), method: "exact" };
  }
  const pValue = kolmogorovTail(roundToEven((n * m) / (n + m)), statistic);
  return { statistic, pValue, method: "asymptotic" };
}

/** As NumPy rounds. */
function roundToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

export function ksStatistic(a: Float64Array, b: Float64Array): number {
  const [n, m] = [a.length, b.length];
  let i = 0;
  let j = 0;
  let most = 0;
  while (i < n && j < m) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < n && a[i] === value) i++;
    while (j < m && b[j] === value) j++;
    const distance = Math.abs(i / n - j / m);
    if (distance > most) most = distance;
  }
  return most;
}

/** The chance of a distance of `d` or more between two samples of `n` and `m` values. */
function exactTail(n: number, m: number, d: number): number {
  const g = greatestCommonDivisor(n, m);
  const h = Math.round(d * (n / g) * m);
  if (h === 0) return 1;
  return clamp(n === m ? squareTail(n, h) : latticeTail(Math.max(n, m), Math.min(n, m), g, h));
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Share of the paths from corner to corner of a square that go `h` or more off its diagonal. */
function squareTail(n: number, h: number): number {
  let outside = 0;
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let part = 1;
    for (let j = 0; j < h; j++) part = ((n - k * h - j) * part) / (n + k * h + j + 1);
    outside = part * (1 - outside);
  }
  return 2 * outside;
}

/**
 * The same in a rectangle `m` by `n`, `m` the longer side, column by column (Hodges 1958): `share`
 * is that of the paths to a point which went outside before.
 */
function latticeTail(m: number, n: number, g: number, h: number): number {
  const [mg, ng] = [m / g, n / g];
  let low = 0;
  let high = Math.min(Math.ceil(h / mg), n + 1);
  const shares = new Float64Array(Math.min(2 * high + 2, n + 1)).fill(1);
  shares.fill(0, low, high);
  let length = high - low;
  for (let i = 1; i <= m; i++) {
    const [lastLow, lastLength] = [low, length];
    low = Math.min(Math.max(Math.floor((ng * i - h) / mg) + 1, 0), n);
    high = Math.min(Math.ceil((ng * i + h) / mg), n + 1);
    if (high <= low) return 1;
    let share = low === 0 ? 0 : 1;
    length = high - low;
    const shift = low - lastLow;
    for (let at = 0; at < length; at++) {
      const j = at + low;
      share = (shares[at + shift]! * i + share * j) / (i + j);
      shares[at] = share;
    }
    if (lastLength > length) shares.fill(1, length, lastLength);
  }
  return shares[length - 1]!;
}
