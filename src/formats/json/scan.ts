/**
 * A validating scanner of JSON in bytes: it accepts what `JSON.parse` accepts, and says where values
 * lie instead of building them. Every function returns the position behind what it read, or `~p`
 * (negative) when byte `p` breaks the grammar. The bytes must be valid UTF-8.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;

/** 1 for what cannot stand in a string as it is. */
const SPECIAL = new Uint8Array(256);
SPECIAL.fill(1, 0, 0x20);
SPECIAL[QUOTE] = 1;
SPECIAL[BACKSLASH] = 1;

const SIMPLE_ESCAPES = new Uint8Array(256);
for (const char of '"\\/bfnrt') SIMPLE_ESCAPES[char.charCodeAt(0)] = 1;

/** Skips white space. */
export function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end) {
    const c = bytes[i]!;
    if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) break;
    i++;
  }
  return i;
}

/** Whether a string skipped since this was last cleared has an escape. */
let sawEscape = false;

/** Skips a string from behind its opening quote to behind its closing one. */
function skipString(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  for (;;) {
    // Four bytes a step: most of a file is the inside of texts.
    while (
      i + 3 < end &&
      (SPECIAL[bytes[i]!]! |
        SPECIAL[bytes[i + 1]!]! |
        SPECIAL[bytes[i + 2]!]! |
        SPECIAL[bytes[i + 3]!]!) ===
        0
    ) {
      i += 4;
    }
    while (i < end && SPECIAL[bytes[i]!] === 0) i++;
    if (i >= end) return ~end;
    const c = bytes[i]!;
    if (c === QUOTE) return i + 1;
    if (c !== BACKSLASH) return ~i;
    sawEscape = true;
    const escape = i + 1 < end ? bytes[i + 1]! : -1;
    if (escape === 0x75) {
      for (let j = i + 2; j < i + 6; j++) if (j >= end || !isHex(bytes[j]!)) return ~j;
      i += 6;
    } else if (SIMPLE_ESCAPES[escape] === 1) i += 2;
    else return ~(i + 1);
  }
}

const isHex = (c: number): boolean =>
  (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x46) || (c >= 0x61 && c <= 0x66);

function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && bytes[i]! >= 0x30 && bytes[i]! <= 0x39) i++;
  return i === start ? ~i : i;
}

function skipNumber(bytes: Uint8Array, start: number, end: number): number {
  let i = bytes[start] === 0x2d ? start + 1 : start;
  if (i < end && bytes[i] === 0x30) i++;
  else i = skipDigits(bytes, i, end);
  if (i < 0) return i;
  if (i < end && bytes[i] === 0x2e) i = skipDigits(bytes, i + 1, end);
  if (i < 0) return i;
  if (i < end && (bytes[i] === 0x65 || bytes[i] === 0x45)) {
    i++;
    if (i < end && (bytes[i] === 0x2b || bytes[i] === 0x2d)) i++;
    i = skipDigits(bytes, i, end);
  }
  return i;
}

const LITERALS: Readonly<Record<number, string>> = { 0x74: "true", 0x66: "false", 0x6e: "null" };

function skipScalar(bytes: Uint8Array, start: number, end: number): number {
  const c = start < end ? bytes[start]! : -1;
  if (c === QUOTE) return skipString(bytes, start + 1, end);
  const literal = LITERALS[c];
  if (literal === undefined) return skipNumber(bytes, start, end);
  for (let j = 1; j < literal.length; j++) {
    if (start + j >= end || bytes[start + j] !== literal.charCodeAt(j)) return ~(start + j);
  }
  return start + literal.length;
}

let nesting = new Uint8Array(64);

/** Skips any value; `start` is its first byte. Depth costs memory, not stack. */
export function skipValue(bytes: Uint8Array, start: number, end: number): number {
  let depth = 0;
  let i = start;
  for (;;) {
    const c = i < end ? bytes[i]! : -1;
    if (c === OPEN_OBJECT || c === OPEN_LIST) {
      const close = c + 2;
      i = skipSpace(bytes, i + 1, end);
      if (i < end && bytes[i] === close) i++;
      else {
        if (depth === nesting.length) {
          const deeper = new Uint8Array(depth * 2);
          deeper.set(nesting);
          nesting = deeper;
        }
        nesting[depth++] = close;
        if (close === CLOSE_OBJECT) i = skipKey(bytes, i, end);
        if (i < 0) return i;
        continue;
      }
    } else {
      i = skipScalar(bytes, i, end);
      if (i < 0) return i;
    }
    // Behind a value: leave as many lists and objects as end here.
    for (;;) {
      if (depth === 0) return i;
      i = skipSpace(bytes, i, end);
      const next = i < end ? bytes[i]! : -1;
      if (next !== nesting[depth - 1]) break;
      depth--;
      i++;
    }
    if (i >= end || bytes[i] !== COMMA) return ~i;
    i = skipSpace(bytes, i + 1, end);
    if (nesting[depth - 1] === CLOSE_OBJECT) i = skipKey(bytes, i, end);
    if (i < 0) return i;
  }
}

/** Skips a key and its colon, up to the first byte of the value. */
function skipKey(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end || bytes[start] !== QUOTE) return ~start;
  let i = skipString(bytes, start + 1, end);
  if (i < 0) return i;
  i = skipSpace(bytes, i, end);
  if (i >= end || bytes[i] !== COLON) return ~i;
  return skipSpace(bytes, i + 1, end);
}

/**
 * Called for each member, in order: the key between its quotes, and the value. Where `escaped` is
 * false, neither has an escape in it.
 */
export type Member = (
  keyStart: number,
  keyEnd: number,
  valueStart: number,
  valueEnd: number,
  escaped: boolean,
) => void;

/** Walks the members of the object that starts at `start`. */
export function scanObject(bytes: Uint8Array, start: number, end: number, member: Member): number {
  let i = skipSpace(bytes, start + 1, end);
  if (i < end && bytes[i] === CLOSE_OBJECT) return i + 1;
  for (;;) {
    if (i >= end || bytes[i] !== QUOTE) return ~i;
    sawEscape = false;
    const keyStart = i + 1;
    const keyEnd = skipString(bytes, keyStart, end) - 1;
    if (keyEnd < 0) return keyEnd + 1;
    i = skipSpace(bytes, keyEnd + 1, end);
    if (i >= end || bytes[i] !== COLON) return ~i;
    const valueStart = skipSpace(bytes, i + 1, end);
    const valueEnd =
      valueStart < end && bytes[valueStart] === QUOTE
        ? skipString(bytes, valueStart + 1, end)
        : skipValue(bytes, valueStart, end);
    if (valueEnd < 0) return valueEnd;
    member(keyStart, keyEnd, valueStart, valueEnd, sawEscape);
    i = skipSpace(bytes, valueEnd, end);
    if (i < end && bytes[i] === CLOSE_OBJECT) return i + 1;
    if (i >= end || bytes[i] !== COMMA) return ~i;
    i = skipSpace(bytes, i + 1, end);
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of `bytes[start, end)`. */
export function decode(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** The text of a string, given what is between its quotes. */
export function decodeString(bytes: Uint8Array, start: number, end: number): string {
  const text = decode(bytes, start, end);
  return text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
}
