import { upperGamma } from "./gamma.ts";

export interface ChiSquareTest {
  readonly statistic: number;
  readonly pValue: number;
  readonly degrees: number;
  /** Strength of the association, 0 to 1, without the correction for continuity. */
  readonly cramersV: number;
}

/**
 * Pearson's test that two rows of counts are of one distribution; no category may be empty in both.
 * Two categories are corrected for continuity (Yates), as SciPy does unless told otherwise.
 */
export function chiSquare(a: ArrayLike<number>, b: ArrayLike<number>): ChiSquareTest {
  const degrees = a.length - 1;
  if (degrees <= 0) return { statistic: 0, pValue: 1, degrees: 0, cramersV: 0 };
  const plain = pearson(a, b, 0);
  const statistic = degrees === 1 ? pearson(a, b, 0.5) : plain;
  const total = sumOf(a) + sumOf(b);
  return {
    statistic,
    pValue: upperGamma(degrees / 2, statistic / 2),
    degrees,
    cramersV: Math.sqrt(plain / total),
  };
}

function pearson(a: ArrayLike<number>, b: ArrayLike<number>, correction: number): number {
  const [sumA, sumB] = [sumOf(a), sumOf(b)];
  const total = sumA + sumB;
  let statistic = 0;
  for (let i = 0; i < a.length; i++) {
    const both = a[i]! + b[i]!;
    for (const [observed, sum] of [
      [a[i]!, sumA],
      [b[i]!, sumB],
    ] as const) {
      const expected = (both * sum) / total;
      const off = Math.abs(observed - expected);
      statistic += (off - Math.min(correction, off)) ** 2 / expected;
    }
  }
  return statistic;
}

export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/**
 * Counts with the rare categories in one: those of which one side would be expected to have fewer
 * than `least`. The test does not hold for such. Their sum may be rare itself: then it joins the
 * rarest category that is not.
 */
export function pooled(
  a: readonly number[],
  b: readonly number[],
  least = 5,
): { readonly a: number[]; readonly b: number[]; readonly rare: number[] } {
  const [sumA, sumB] = [sumOf(a), sumOf(b)];
  const smaller = Math.min(sumA, sumB) / (sumA + sumB);
  const isRare = (count: number): boolean => count * smaller < least;
  const rare = a.flatMap((count, i) => (isRare(count + b[i]!) ? [i] : []));
  const rest = a.flatMap((count, i) => (isRare(count + b[i]!) ? [] : [i]));
  const together = (counts: readonly number[]): number =>
    rare.reduce((sum, i) => sum + counts[i]!, 0);
  const [rareA, rareB] = [together(a), together(b)];
  const kept = { a: rest.map((i) => a[i]!), b: rest.map((i) => b[i]!), rare };
  if (rareA + rareB === 0) return kept;
  if (!isRare(rareA + rareB) || rest.length === 0) {
    return { a: [...kept.a, rareA], b: [...kept.b, rareB], rare };
  }
  const both = kept.a.map((count, i) => count + kept.b[i]!);
  const host = both.indexOf(Math.min(...both));
  kept.a[host]! += rareA;
  kept.b[host]! += rareB;
  return kept;
}
