import { charTile, firstChar, hashChars } from "./char-shingles";
import { firstWord, hashWords, wordTile } from "./word-shingles";

export const CHARS: u32 = 0;
export const WORDS: u32 = 1;

/** Bytes whose windows are hashed at a time. */
export const TILE_BYTES: usize = 8192;

/** Where the first unit of a row starts, or the row's end. */
export function firstUnit(unit: u32, start: usize, end: usize): usize {
  return unit == CHARS ? firstChar(start, end) : firstWord(start, end);
}

/** The hash of a row of fewer units than a window has. */
export function wholeRow(unit: u32, start: usize, end: usize, seed: u32): u32 {
  return unit == CHARS ? hashChars(start, end, seed) : hashWords(start, end, seed);
}

/**
 * Writes the hashes of the windows that start in the tile from `from`, and returns how many they
 * are. The row is `[start, end)`, `start` its first unit.
 */
export function shingleTile(
  unit: u32,
  start: usize,
  from: usize,
  end: usize,
  ngram: u32,
  seed: u32,
  hashes: usize,
  work: usize,
): u32 {
  const to = min(from + TILE_BYTES, end);
  return unit == CHARS
    ? charTile(from, to, end, ngram, seed, hashes, work)
    : wordTile(start, from, to, end, ngram, seed, hashes, work);
}
