/**
 * A text column as kernels see it: row `i` is bytes `[offsets[i], offsets[i + 1])`.
 * `words` holds the bytes four to a word, little-endian, padded to a whole word.
 */
export interface TextColumn {
  readonly rowCount: number;
  /** `rowCount + 1` byte offsets, from 0. */
  readonly offsets: Uint32Array;
  readonly words: Uint32Array;
}

/** The bytes of a column, without padding. */
export function textBytes({ words, offsets, rowCount }: TextColumn): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, offsets[rowCount]);
}

/** A column of the given texts, encoded as UTF-8. */
export function textColumn(texts: readonly (string | Uint8Array)[]): TextColumn {
  const encoder = new TextEncoder();
  const rows = texts.map((text) => (typeof text === "string" ? encoder.encode(text) : text));
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, i) => (offsets[i + 1] = offsets[i]! + row.length));
  const words = new Uint32Array(Math.ceil(offsets[rows.length]! / 4));
  const bytes = new Uint8Array(words.buffer);
  rows.forEach((row, i) => bytes.set(row, offsets[i]));
  return { rowCount: rows.length, offsets, words };
}

/**
 * How a null stands in a text column: a lone continuation byte, which no valid text can be. Exact
 * comparison so tells null from empty, and null equals null.
 */
export const NULL_TEXT = 0x80;
