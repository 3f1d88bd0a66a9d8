/** How a signature is cut: `bands` keys of `rowsPerBand` slots each. */
export interface Banding {
  readonly bands: number;
  readonly rowsPerBand: number;
}

/** The chance that two rows of that Jaccard similarity share a band: `1 - (1 - j^rows)^bands`. */
export function bandRecall(similarity: number, { bands, rowsPerBand }: Banding): number {
  return 1 - power(1 - power(similarity, rowsPerBand), bands);
}

/**
 * The banding for a similarity threshold: the most rows a band, so the fewest candidates, with
 * which a pair 0.05 above the threshold is found with 95 % and one 0.1 above with 99 %.
 */
export function chooseBands(threshold: number, slots: number): Banding {
  const near = Math.min(threshold + 0.05, 0.975);
  const far = Math.min(threshold + 0.1, 1);
  for (let rowsPerBand = slots; rowsPerBand > 1; rowsPerBand--) {
    const banding = { bands: Math.floor(slots / rowsPerBand), rowsPerBand };
    if (bandRecall(near, banding) >= 0.95 && bandRecall(far, banding) >= 0.99) return banding;
  }
  return { bands: slots, rowsPerBand: 1 };
}

/** A power by products alone, equal on every machine; `Math.pow` need not be. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i++) result *= base;
  return result;
}
