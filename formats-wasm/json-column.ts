import { lineFeed } from "./shared/lines";
import {
  beyondAscii,
  clearBeyondAscii,
  copiedTo,
  copyString,
  escaped,
  skipString,
} from "./shared/strings";
import { isUtf8 } from "./shared/utf8";
import { skipSpace, skipValue } from "./shared/values";

/** Why `scan` came back. */
const END: u32 = 0;
const FULL: u32 = 1;
const LINE: u32 = 2;

/** Where a value was found: nowhere, at the path, or at the name as a whole, which goes first. */
const NOWHERE: u32 = 0;
const AT_PATH: u32 = 1;
const AT_NAME: u32 = 2;

/** The keys to follow to the column: address and length each. The first is the whole name. */
let keys: usize = 0;
let pathLength: u32 = 0;

/** Outputs: a place for each row, and the bytes of the texts. */
let offsets: usize = 0;
let validity: usize = 0;
let starts: usize = 0;
let lengths: usize = 0;
let texts: usize = 0;

/** Rows so far, nulls among them, and where the next text goes. */
export let rowCount: u32 = 0;
export let nullCount: u32 = 0;
export let textEnd: usize = 0;
/** Bytes of texts that were taken away, in front of those at `texts`. */
let textsBefore: usize = 0;

/** Where `scan` stopped. */
export let lineStart: usize = 0;
export let lineEnd: usize = 0;

let found: u32 = NOWHERE;
let isNull: bool = false;
let valueEnd: usize = 0;

/** Says where everything lies; `keyCount` is 1 for a name without dots. */
export function place(
  keysAt: usize,
  keyCount: u32,
  offsetsAt: usize,
  validityAt: usize,
  startsAt: usize,
  lengthsAt: usize,
  textsAt: usize,
): void {
  keys = keysAt;
  pathLength = keyCount - 1;
  offsets = offsetsAt;
  validity = validityAt;
  starts = startsAt;
  lengths = lengthsAt;
  texts = textsAt;
}

/** Begins a batch. */
export function clear(): void {
  rowCount = 0;
  nullCount = 0;
  textEnd = texts;
  textsBefore = 0;
  store<u32>(offsets, 0);
}

/** The texts so far were taken away, and `more` bytes with them; the batch goes on. */
export function takeTexts(more: usize): void {
  textsBefore += textEnd - texts + more;
  textEnd = texts;
}

/**
 * Appends the rows of the lines `[start, end)`, of which the last byte is a line feed, until there
 * are `maxRows` rows or `maxBytes` bytes of text. `origin` is the place of address 0 in the source.
 * Comes back early at a line that is not for it: `lineStart` says which.
 */
export function scan(start: usize, end: usize, origin: f64, maxRows: u32, maxBytes: usize): u32 {
  let at = start;
  const textLimit = texts + (maxBytes - textsBefore);
  while (at < end) {
    if (rowCount >= maxRows || textEnd >= textLimit) {
      lineStart = at;
      return FULL;
    }
    const line = at;
    at = skipSpace(at);
    if (load<u8>(at) == 0x0a) {
      at++;
      continue;
    }
    found = NOWHERE;
    clearBeyondAscii();
    if (load<u8>(at) == 0x7b) {
      at = members(at, 0);
      if (at != 0) at = skipSpace(at);
    } else at = 0;
    if (at == 0 || load<u8>(at) != 0x0a || (beyondAscii != 0 && !isUtf8(line, at + 1))) {
      lineStart = line;
      lineEnd = lineFeed(line);
      return LINE;
    }
    const valid = found != NOWHERE && !isNull;
    const end = at - usize(load<u8>(at - 1) == 0x0d);
    append(f64(line) + origin, u32(end - line), valid, valid ? valueEnd - textEnd : 0);
    at++;
  }
  lineStart = end;
  return END;
}

/** Appends a row with the text that was written behind the others. */
export function append(start: f64, length: u32, valid: bool, textLength: usize): void {
  const row = rowCount;
  const byte = validity + (row >> 3);
  const bit = u8(row & 7);
  if (!valid) nullCount++;
  textEnd += textLength;
  store<u8>(byte, (bit == 0 ? 0 : load<u8>(byte)) | (u8(valid) << bit));
  store<f64>(starts + (row << 3), start);
  store<u32>(lengths + (row << 2), length);
  rowCount = row + 1;
  store<u32>(offsets + (rowCount << 2), textsBefore + (textEnd - texts));
}

/** Walks the members of an object that is `level` steps down the path; 0 when it is not for us. */
function members(start: usize, level: u32): usize {
  let at = skipSpace(start + 1);
  if (load<u8>(at) == 0x7d) return at + 1;
  while (true) {
    if (load<u8>(at) != 0x22) return 0;
    const key = at + 1;
    const keyEnd = skipString(key);
    // Whether a key in escapes is one of ours is for others to say.
    if (keyEnd == 0 || escaped) return 0;
    at = skipSpace(keyEnd + 1);
    if (load<u8>(at) != 0x3a) return 0;
    at = skipSpace(at + 1);
    if (level == 0 && isKey(0, key, keyEnd)) at = value(at, AT_NAME);
    else if (level < pathLength && found != AT_NAME && isKey(level + 1, key, keyEnd)) {
      // The last member of a name counts, whatever the ones before it were.
      found = NOWHERE;
      if (level + 1 == pathLength) at = value(at, AT_PATH);
      else at = load<u8>(at) == 0x7b ? members(at, level + 1) : skipValue(at);
    } else at = skipValue(at);
    if (at == 0) return 0;
    at = skipSpace(at);
    const c = load<u8>(at);
    if (c == 0x7d) return at + 1;
    if (c != 0x2c) return 0;
    at = skipSpace(at + 1);
  }
}

function isKey(index: u32, start: usize, end: usize): bool {
  const key = keys + (index << 3);
  const length = load<u32>(key, 4);
  if (end - start != length) return false;
  const wanted = usize(load<u32>(key)) - start;
  for (let at = start; at < end; at++) if (load<u8>(at) != load<u8>(wanted + at)) return false;
  return true;
}

/** Skips a value of the column and copies it: a string's text, anything else as it is written. */
function value(start: usize, where: u32): usize {
  found = where;
  const c = load<u8>(start);
  isNull = c == 0x6e;
  if (c == 0x22) {
    const at = copyString(start + 1, textEnd);
    valueEnd = copiedTo;
    return at == 0 ? 0 : at + 1;
  }
  const at = skipValue(start);
  if (at == 0) return 0;
  memory.copy(textEnd, start, at - start);
  valueEnd = textEnd + (at - start);
  return at;
}
