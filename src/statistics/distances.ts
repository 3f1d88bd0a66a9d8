import { sumOf } from "./chi-square.ts";

/** What is added to every count, so that an empty bin does not make the index infinite. */
const SMOOTHING = 0.5;

/** The population stability index of two histograms over the same bins, smoothed by half a count. */
export function stabilityIndex(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const bins = reference.length;
  const sumR = sumOf(reference) + SMOOTHING * bins;
  const sumC = sumOf(current) + SMOOTHING * bins;
  let index = 0;
  for (let i = 0; i < bins; i++) {
    const r = (reference[i]! + SMOOTHING) / sumR;
    const c = (current[i]! + SMOOTHING) / sumC;
    index += (c - r) * Math.log(c / r);
  }
  return index;
}

/** The Jensen-Shannon distance of two histograms, 0 to 1: logarithms are to the base 2. */
export function jensenShannon(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [sumA, sumB] = [sumOf(a), sumOf(b)];
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const p = a[i]! / sumA;
    const q = b[i]! / sumB;
    const middle = (p + q) / 2;
    if (p > 0) sum += p * Math.log2(p / middle);
    if (q > 0) sum += q * Math.log2(q / middle);
  }
  return Math.sqrt(Math.max(0, sum) / 2);
}

/** The Wasserstein-1 distance of two samples, each ascending: in the unit of the values. */
export function wasserstein(a: Float64Array, b: Float64Array): number {
  const [n, m] = [a.length, b.length];
  let i = 0;
  let j = 0;
  let before = Math.min(a[0]!, b[0]!);
  let distance = 0;
  while (i < n || j < m) {
    const value = Math.min(i < n ? a[i]! : Infinity, j < m ? b[j]! : Infinity);
    distance += Math.abs(i / n - j / m) * (value - before);
    while (i < n && a[i] === value) i++;
    while (j < m && b[j] === value) j++;
    before = value;
  }
  return distance;
}
