import { murmur3 } from "../kernels/shared/murmur3.ts";
import type { Column } from "./column.ts";

/** Words of a key. */
export const KEY_WORDS = 4;

/** The last byte of a key says what it is: so many bytes of text, or one of these. */
const WHOLE = 0xf1;
const DOUBLE = 0xf2;
const HASH = 0xf3;
const LONGEST_INLINE = 15;

const encoder = new TextEncoder();

/**
 * A key of 16 bytes for each row: equal where the values are. Numbers, times and up to 15 bytes of
 * text stand in the key themselves; a longer value by 120 bits of its hash. Whole numbers have one
 * key whatever their type. `present` is 0 where a value is null: null equals nothing.
 */
export function columnKeys(columns: readonly Column[]): {
  readonly keys: Uint32Array;
  readonly present: Uint8Array;
} {
  const rowCount = columns[0]!.rowCount;
  const keys = new Uint32Array(rowCount * KEY_WORDS);
  const present = new Uint8Array(rowCount).fill(1);
  for (const column of columns) {
    for (let row = 0; row < rowCount; row++) if (column.isNull(row)) present[row] = 0;
  }
  if (columns.length === 1) writeKeys(columns[0]!, keys, present);
  else joinKeys(columns, keys, present);
  return { keys, present };
}

function joinKeys(columns: readonly Column[], keys: Uint32Array, present: Uint8Array): void {
  const parts = columns.map((column) => {
    const own = new Uint32Array(keys.length);
    writeKeys(column, own, present);
    return own;
  });
  const joined = new Uint32Array(KEY_WORDS * columns.length);
  const bytes = new Uint8Array(joined.buffer);
  for (let row = 0; row < present.length; row++) {
    const at = row * KEY_WORDS;
    parts.forEach((part, i) => joined.set(part.subarray(at, at + KEY_WORDS), i * KEY_WORDS));
    writeHash(bytes, keys.subarray(at, at + KEY_WORDS));
  }
}

function writeKeys(column: Column, keys: Uint32Array, present: Uint8Array): void {
  switch (column.kind) {
    case "boolean":
    case "integer":
    case "time":
      if (column.wholes) writeWords(column.wholes, keys);
      else writeNumbers(column.numbers, keys);
      return;
    case "float":
      writeNumbers(column.numbers, keys);
      return;
    case "text":
    case "binary":
      writeBytes(column, keys);
      return;
    default:
      for (let row = 0; row < present.length; row++) {
        if (!present[row]) continue;
        const text = encoder.encode(JSON.stringify(column.value(row), plainValue));
        writeHash(text, keys.subarray(row * KEY_WORDS, (row + 1) * KEY_WORDS));
      }
  }
}

function plainValue(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  return ArrayBuffer.isView(value) ? Array.from(value as never) : value;
}

function writeWords(wholes: BigInt64Array | BigUint64Array, keys: Uint32Array): void {
  const words = new Uint32Array(wholes.buffer, wholes.byteOffset, wholes.length * 2);
  const large = wholes instanceof BigUint64Array;
  for (let row = 0; row * KEY_WORDS < keys.length; row++) {
    const high = words[2 * row + 1]!;
    keys[row * KEY_WORDS] = words[2 * row]!;
    keys[row * KEY_WORDS + 1] = high;
    // An unsigned number beyond the signed ones is none of them.
    keys[row * KEY_WORDS + 2] = large && high >= 2 ** 31 ? 1 : 0;
    keys[row * KEY_WORDS + 3] = WHOLE << 24;
  }
}

function writeNumbers(numbers: Float64Array, keys: Uint32Array): void {
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  for (let row = 0; row * KEY_WORDS < keys.length; row++) {
    const value = numbers[row]!;
    const at = row * KEY_WORDS;
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) {
      const high = Math.floor(value / 2 ** 32);
      keys[at] = value - high * 2 ** 32;
      keys[at + 1] = high;
      keys[at + 3] = WHOLE << 24;
    } else {
      double[0] = value;
      keys[at] = words[0]!;
      keys[at + 1] = words[1]!;
      keys[at + 3] = DOUBLE << 24;
    }
  }
}

function writeBytes(column: Column, keys: Uint32Array): void {
  const { bytes, offsets } = column;
  const inKeys = new Uint8Array(keys.buffer);
  for (let row = 0; row * KEY_WORDS < keys.length; row++) {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    if (end - start > LONGEST_INLINE) {
      writeHash(bytes.subarray(start, end), keys.subarray(row * KEY_WORDS, (row + 1) * KEY_WORDS));
      continue;
    }
    const at = row * KEY_WORDS * 4;
    for (let i = start; i < end; i++) inKeys[at + i - start] = bytes[i]!;
    inKeys[at + LONGEST_INLINE] = end - start;
  }
}

function writeHash(bytes: Uint8Array, key: Uint32Array): void {
  murmur3(bytes, 0, key);
  key[3] = ((key[3]! & 0x00ff_ffff) | (HASH << 24)) >>> 0;
}
