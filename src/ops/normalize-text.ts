import { caseFold } from "../core/case-fold.ts";
import { decodeEscaped, encodeEscaped } from "../core/escaped-utf8.ts";
import { textBytes, type TextColumn } from "../core/text-column.ts";

/** A way in which texts may differ and still be taken for equal. */
export type NormalizeStep = "nfc" | "nfkc" | "case" | "whitespace" | "punctuation";

/** What becomes of an ASCII byte when it is not a byte that stays. */
const DROPPED = 0x80;
const SPACE = 0x81;

/**
 * The texts after the steps, applied in one order whatever order they are given in: Unicode
 * form, full case folding, removal of punctuation (`\p{P}`), runs of white space to one space and
 * none at the ends. Bytes that are not UTF-8 stay, and are like letters without case. The
 * column itself is returned when nothing changes.
 */
export function normalizeText(column: TextColumn, steps: readonly NormalizeStep[]): TextColumn {
  if (steps.length === 0) return column;
  const { rowCount, offsets } = column;
  const bytes = textBytes(column);
  const table = asciiTable(steps);
  const result = new Uint32Array(rowCount + 1);
  let words = new Uint32Array(Math.ceil(bytes.length / 4));
  let written = new Uint8Array(words.buffer);
  let end = 0;
  const reserve = (byteLength: number): void => {
    if (end + byteLength <= written.length) return;
    const grown = new Uint32Array(Math.ceil(((end + byteLength) * 5) / 16));
    grown.set(words);
    words = grown;
    written = new Uint8Array(words.buffer);
  };

  // Unicode forms leave ASCII as it is.
  const asciiStays = steps.every((step) => step === "nfc" || step === "nfkc");
  if (asciiStays && isAscii(bytes)) return column;

  let changed = false;
  for (let row = 0; row < rowCount; row++) {
    const from = offsets[row]!;
    const to = offsets[row + 1]!;
    const source = bytes.subarray(from, to);
    const start = end;
    const ascii = isAscii(source);
    if (ascii && !asciiStays) {
      reserve(source.length);
      end = writeAscii(source, table, written, end);
      changed ||= !equal(source, written.subarray(start, end));
    } else {
      const normal = ascii ? source : normalizeBytes(source, steps);
      reserve(normal.length);
      written.set(normal, end);
      end += normal.length;
      changed ||= normal !== source;
    }
    result[row + 1] = end;
  }
  if (!changed) return column;
  return { rowCount, offsets: result, words: words.slice(0, Math.ceil(end / 4)) };
}

/** The bytes themselves where the text is normal already. */
function normalizeBytes(bytes: Uint8Array, steps: readonly NormalizeStep[]): Uint8Array {
  const text = decodeEscaped(bytes);
  const normal = normalizeString(text, steps);
  return normal === text ? bytes : encodeEscaped(normal);
}

function normalizeString(text: string, steps: readonly NormalizeStep[]): string {
  let result = text;
  if (steps.includes("nfkc")) result = result.normalize("NFKC");
  else if (steps.includes("nfc")) result = result.normalize("NFC");
  if (steps.includes("case")) result = caseFold(result);
  if (steps.includes("punctuation")) result = result.replace(/\p{P}+/gu, "");
  if (steps.includes("whitespace")) {
    result = result.replace(/\p{White_Space}+/gu, " ").replace(/^ | $/g, "");
  }
  return result;
}

/** For each ASCII byte the byte that it becomes, or `DROPPED` or `SPACE`. */
function asciiTable(steps: readonly NormalizeStep[]): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, byte) => {
    const char = String.fromCharCode(byte);
    if (steps.includes("whitespace") && /\p{White_Space}/u.test(char)) return SPACE;
    const normal = normalizeString(char, steps);
    return normal === "" ? DROPPED : normal.charCodeAt(0);
  });
}

function isAscii(bytes: Uint8Array): boolean {
  let all = 0;
  let i = 0;
  while (i < bytes.length && (bytes.byteOffset + i) % 4 > 0) all |= bytes[i++]!;
  if (bytes.length - i >= 4) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset + i, (bytes.length - i) >> 2);
    for (let word = 0; word < words.length; word++) all |= words[word]!;
    i += words.byteLength;
  }
  while (i < bytes.length) all |= bytes[i++]!;
  return (all & 0x80808080) === 0;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}

/** Writes the row as the table says, and returns where it ends. */
function writeAscii(
  source: Uint8Array,
  table: Uint8Array,
  written: Uint8Array,
  start: number,
): number {
  let at = start;
  let spaceDue = false;
  for (let i = 0; i < source.length; i++) {
    const byte = table[source[i]!]!;
    if (byte === SPACE) spaceDue = at > start;
    else if (byte !== DROPPED) {
      if (spaceDue) written[at++] = 32;
      spaceDue = false;
      written[at++] = byte;
    }
  }
  return at;
}
