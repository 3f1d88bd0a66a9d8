/**
 * P-values adjusted for their number (Benjamini and Hochberg): calling those up to 0.01 findings
 * lets at most one in a hundred findings be false, on average.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).toSorted((a, b) => pValues[b]! - pValues[a]!);
  const adjusted = Array<number>(pValues.length);
  let least = 1;
  order.forEach((i, place) => {
    least = Math.min(least, pValues[i]! * (pValues.length / (pValues.length - place)));
    adjusted[i] = least;
  });
  return adjusted;
}
