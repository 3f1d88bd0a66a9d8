import fc from "fast-check";

/**
 * Rows of small whole numbers: their products are exact in f32 in whatever order they are summed,
 * so that every device must come to the same bits.
 */
export const anyMatrix = (rows: fc.Arbitrary<number>, dims: number): fc.Arbitrary<Float32Array> =>
  rows.chain((count) =>
    fc
      .tuple(fc.integer(), fc.constantFrom(1, 3, 30))
      .map(([seed, spread]) => wholeNumbers(count * dims, seed, spread)),
  );

/** Pseudo-random whole numbers from `-spread` to `spread`. */
export function wholeNumbers(count: number, seed: number, spread: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * (2 * spread + 1)) - spread;
  });
}

/** The same with each row 2^-far, 1 or 2^far times as long: products stay exact in f32. */
export const anyLengths = (
  rows: fc.Arbitrary<number>,
  dims: number,
  far: number,
): fc.Arbitrary<Float32Array> =>
  anyMatrix(rows, dims).map((values) =>
    values.map((value, i) => value * 2 ** (far * ((Math.floor(i / dims) % 3) - 1))),
  );

/** Counts around the edges of blocks, panels and tiles. */
export const rowCounts = fc.oneof(
  fc.integer({ min: 1, max: 20 }),
  fc.integer({ min: 60, max: 140 }),
);
