import fc from "fast-check";

/** Doubles as the kernels of `f64-…` take them: their words, and where the tiles of them start. */
export interface DoubleTiles {
  readonly values: Uint32Array;
  readonly starts: Uint32Array;
  readonly tiles: number;
}

export function doubleTiles(...tiles: readonly (readonly number[])[]): DoubleTiles {
  const ends = tiles.map(({ length }, t) =>
    tiles.slice(0, t).reduce((sum, tile) => sum + tile.length, length),
  );
  return {
    values: wordsOf(tiles.flat()),
    starts: Uint32Array.of(0, ...ends),
    tiles: tiles.length,
  };
}

export function wordsOf(values: readonly number[]): Uint32Array {
  return new Uint32Array(Float64Array.from(values).buffer);
}

const { MAX_VALUE, MIN_VALUE, NaN: nan, POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;

/** Numbers of all kinds, many alike, many of different sizes, some that are none. */
const numbers = fc.oneof(
  { weight: 3, arbitrary: fc.double() },
  { weight: 3, arbitrary: fc.float() },
  { weight: 3, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 2, arbitrary: fc.double({ min: -4, max: 4 }) },
  { weight: 1, arbitrary: fc.maxSafeInteger() },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[nan, POSITIVE_INFINITY, NEGATIVE_INFINITY, -0, MAX_VALUE, -MAX_VALUE],
      ...[MIN_VALUE, -MIN_VALUE, 2 ** -1022, 2 ** 53, 2 ** 53 + 2, 1 - 2 ** -53],
    ),
  },
);

/** Tiles of any numbers, of which one may be long. */
export const anyDoubleTiles: fc.Arbitrary<DoubleTiles> = fc
  .record({
    tiles: fc.array(fc.array(numbers, { maxLength: 90 }), { minLength: 1, maxLength: 5 }),
    long: fc.constantFrom(0, 0, 64, 4095, 4096),
  })
  .map(({ tiles, long }) => {
    const seen = tiles.flat();
    const last = Array.from({ length: long }, (_, i) => seen[(i * 7) % (seen.length || 1)] ?? i);
    return doubleTiles(...tiles, ...(long > 0 ? [last] : []));
  });
