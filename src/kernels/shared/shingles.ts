import { lowbias32 } from "./lowbias32.ts";

/** Hashes of the shingles of a text, one for each window, in text order, repeats included. */
export type Shingles = (bytes: Uint8Array, ngram: number, seed: number) => Uint32Array;

/** Multiplier of the byte polynomial. */
const BYTE_BASE = 0x2c9277b5;
/** Multiplier of the polynomial over word hashes. */
const WORD_BASE = 0x9e3779b1;

/** The bytes of a row of a text column. */
export function rowBytes(offsets: Uint32Array, words: Uint32Array, row: number): Uint8Array {
  const start = offsets[row]!;
  return new Uint8Array(words.buffer, words.byteOffset + start, offsets[row + 1]! - start);
}

/**
 * Windows of `ngram` code points. A code point starts at every byte that is not a continuation
 * byte (10xxxxxx), whether or not the text is valid UTF-8; what comes before the first start is
 * skipped. A text of fewer code points is one window; an empty one has none.
 */
export function charShingles(bytes: Uint8Array, ngram: number, seed: number): Uint32Array {
  const starts: number[] = [];
  bytes.forEach((byte, i) => {
    if ((byte & 0xc0) !== 0x80) starts.push(i);
  });
  return windows(starts.length, ngram, (first, end) => {
    let hash = 0;
    const stop = starts[end] ?? bytes.length;
    for (let i = starts[first]!; i < stop; i++) hash = Math.imul(hash, BYTE_BASE) + bytes[i]! + 1;
    return lowbias32(hash ^ seed);
  });
}

/** Windows of `ngram` words. Words are the runs of bytes other than ASCII white space. */
export function wordShingles(bytes: Uint8Array, ngram: number, seed: number): Uint32Array {
  const words: number[] = [];
  let hash = 0;
  bytes.forEach((byte, i) => {
    if (isSeparator(byte)) return;
    hash = Math.imul(hash, BYTE_BASE) + byte + 1;
    const next = bytes[i + 1];
    if (next === undefined || isSeparator(next)) {
      words.push(lowbias32(hash));
      hash = 0;
    }
  });
  return windows(words.length, ngram, (first, end) => {
    let mixed = 0;
    for (const word of words.slice(first, end))
      mixed = (Math.imul(mixed, WORD_BASE) + word + 1) | 0;
    return lowbias32(mixed ^ seed);
  });
}

function isSeparator(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}

function windows(
  length: number,
  ngram: number,
  hash: (first: number, end: number) => number,
): Uint32Array {
  if (length === 0) return new Uint32Array();
  const hashes = new Uint32Array(Math.max(1, length - ngram + 1));
  return hashes.map((_, i) => hash(i, Math.min(i + ngram, length)));
}
