import { lowbias32 } from "./lowbias32";

/** Multiplier of the byte polynomial. */
const BYTE_BASE: u32 = 0x2c9277b5;
/** Multiplier of the polynomial over word hashes. */
const WORD_BASE: u32 = 0x9e3779b1;

function isSeparator(byte: u32): bool {
  return byte == 32 || byte - 9 < 5;
}

/** The first byte of the first word from `start`, or the end. */
export function firstWord(start: usize, end: usize): usize {
  let at = start;
  while (at < end && isSeparator(load<u8>(at))) at++;
  return at;
}

/** The hash of all words. */
export function hashWords(start: usize, end: usize, seed: u32): u32 {
  let mixed: u32 = 0;
  let at = firstWord(start, end);
  while (at < end) {
    let hash: u32 = 0;
    for (; at < end && !isSeparator(load<u8>(at)); at++) hash = hash * BYTE_BASE + load<u8>(at) + 1;
    mixed = mixed * WORD_BASE + lowbias32(hash) + 1;
    at = firstWord(at, end);
  }
  return lowbias32(mixed ^ seed);
}

/**
 * Writes the hashes of the windows of `ngram` words that start in `[from, to)`, at most 8192
 * bytes, and returns how many they are. The row is `[start, end)`. `work` is 20 KiB.
 */
export function wordTile(
  start: usize,
  from: usize,
  to: usize,
  end: usize,
  ngram: u32,
  seed: u32,
  hashes: usize,
  work: usize,
): u32 {
  let at = from;
  // A word that goes on from the tile before belongs to that one.
  if (at > start && !isSeparator(load<u8>(at - 1))) {
    while (at < to && !isSeparator(load<u8>(at))) at++;
  }
  let own: u32 = 0;
  let count: u32 = 0;
  while (at < end) {
    while (at < end && isSeparator(load<u8>(at))) at++;
    if (at == end || (at >= to && count == own + ngram - 1)) break;
    if (at < to) own++;
    else if (own == 0) break;
    let hash: u32 = 0;
    for (; at < end; at++) {
      const byte: u32 = load<u8>(at);
      if (isSeparator(byte)) break;
      hash = hash * BYTE_BASE + (byte + 1);
    }
    store<u32>(work + (count << 2), lowbias32(hash));
    count++;
  }
  if (count < ngram) return 0;
  const windows = min(own, count - ngram + 1);
  for (let i: u32 = 0; i < windows; i++) {
    let mixed: u32 = 0;
    for (let j = i; j < i + ngram; j++) mixed = mixed * WORD_BASE + load<u32>(work + (j << 2)) + 1;
    store<u32>(hashes + (i << 2), lowbias32(mixed ^ seed));
  }
  return windows;
}
