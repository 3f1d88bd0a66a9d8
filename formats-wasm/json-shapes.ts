import { lineFeed } from "./shared/lines";
import { skipString } from "./shared/strings";
import { skipSpace, skipValue } from "./shared/values";

/** Why `scan` came back. */
const END: u32 = 0;
const STOPPED: u32 = 1;
const LINE: u32 = 2;

/** Hashes that are kept, in a table of twice as many places; 0 is an empty place. */
const MAX_KNOWN: u32 = 4096;
const PLACES: u32 = MAX_KNOWN * 2;

/** What the values of a type have in common, as far as columns are concerned. */
const NULL: u64 = 1;
const BOOL: u64 = 2;
const INT: u64 = 3;
const FLOAT: u64 = 4;
const NUMBERS: u64 = 5;
const EMPTY_LIST: u64 = 6;
const OTHER: u64 = 7;
const OBJECT: u64 = 8;
const OBJECT_END: u64 = 9;

/** The largest number of 64 bits with a sign. */
const MAX_INT64: u64 = 0x7fff_ffff_ffff_ffff;
/** Objects in objects that are followed; the stack is not deep. */
const MAX_DEPTH: u32 = 64;

let table: usize = 0;
let known: u32 = 0;
let hash: u64 = 0;

/** Rows seen, but for the lines that `scan` came back at. */
export let rowCount: u32 = 0;
/** Where `scan` stopped. */
export let lineStart: usize = 0;
export let lineEnd: usize = 0;

/** Forgets all shapes; the table takes 64 KiB. */
export function begin(tableAt: usize): void {
  table = tableAt;
  known = 0;
  memory.fill(table, 0, PLACES << 3);
}

/**
 * Goes through the lines `[start, end)`, of which the last byte is a line feed, and comes back at each
 * line of a shape that was not seen before: its keys, and the types of their values. It also comes
 * back at each line that is no JSON object, and at the first that starts at `stop` or behind it.
 */
export function scan(start: usize, end: usize, stop: usize): u32 {
  rowCount = 0;
  let at = start;
  while (at < end) {
    const line = at;
    at = skipSpace(at);
    if (load<u8>(at) == 0x0a) {
      at++;
      continue;
    }
    if (line >= stop) {
      lineStart = line;
      return STOPPED;
    }
    hash = 0;
    if (load<u8>(at) == 0x7b) {
      at = members(at, 0);
      if (at != 0) at = skipSpace(at);
    } else at = 0;
    if (at == 0 || load<u8>(at) != 0x0a || isNew()) {
      lineStart = line;
      lineEnd = lineFeed(line);
      return LINE;
    }
    rowCount++;
    at++;
  }
  lineStart = end;
  return END;
}

/** Whether the hash was not seen before; it is kept, while there is room. */
function isNew(): bool {
  const mixed = (hash ^ (hash >> 32)) | 1;
  let place = u32(mixed >> 1) & (PLACES - 1);
  while (true) {
    const there = load<u64>(table + (place << 3));
    if (there == mixed) return false;
    if (there == 0) {
      if (known < MAX_KNOWN) {
        store<u64>(table + (place << 3), mixed);
        known++;
      }
      return true;
    }
    place = (place + 1) & (PLACES - 1);
  }
}

function mix(word: u64): void {
  const mixed = (hash ^ word) * 0x9e37_79b9_7f4a_7c15;
  hash = mixed ^ (mixed >> 29);
}

function mixBytes(start: usize, end: usize): void {
  let at = start;
  for (; end - at >= 8; at += 8) mix(load<u64>(at));
  const rest = u64(end - at);
  // What is behind the bytes is shifted out; their number tells zeros from nothing.
  if (rest > 0) mix(load<u64>(at) << (64 - (rest << 3)));
  mix(u64(end - start) + (OBJECT_END + 1));
}

/** Walks the members of an object; 0 when it is not valid, or too deep. */
function members(start: usize, depth: u32): usize {
  let at = skipSpace(start + 1);
  if (load<u8>(at) != 0x7d) {
    while (true) {
      if (load<u8>(at) != 0x22) return 0;
      const keyEnd = skipString(at + 1);
      if (keyEnd == 0) return 0;
      mixBytes(at + 1, keyEnd);
      at = skipSpace(keyEnd + 1);
      if (load<u8>(at) != 0x3a) return 0;
      at = value(skipSpace(at + 1), depth);
      if (at == 0) return 0;
      at = skipSpace(at);
      const c = load<u8>(at);
      if (c == 0x7d) break;
      if (c != 0x2c) return 0;
      at = skipSpace(at + 1);
    }
  }
  mix(OBJECT_END);
  return at + 1;
}

function value(start: usize, depth: u32): usize {
  const c = load<u8>(start);
  if (c == 0x22) {
    mix(OTHER);
    const at = skipString(start + 1);
    return at == 0 ? 0 : at + 1;
  }
  if (c == 0x7b) {
    if (depth == MAX_DEPTH) return 0;
    mix(OBJECT);
    return members(start, depth + 1);
  }
  if (c == 0x5b) return list(start);
  const at = skipValue(start);
  if (at != 0) mix(c == 0x6e ? NULL : c == 0x74 || c == 0x66 ? BOOL : numberShape(start, at));
  return at;
}

function list(start: usize): usize {
  let at = skipSpace(start + 1);
  if (load<u8>(at) == 0x5d) {
    mix(EMPTY_LIST);
    return at + 1;
  }
  // Nulls in a list say nothing of what it is a list of.
  let shape = EMPTY_LIST;
  while (true) {
    const c = load<u8>(at);
    if (c == 0x2d || u32(c) - 0x30 <= 9) {
      if (shape == EMPTY_LIST) shape = NUMBERS;
    } else if (c != 0x6e) shape = OTHER;
    at = skipValue(at);
    if (at == 0) return 0;
    at = skipSpace(at);
    const next = load<u8>(at);
    if (next == 0x5d) break;
    if (next != 0x2c) return 0;
    at = skipSpace(at + 1);
  }
  mix(shape);
  return at + 1;
}

/** A number with a fraction or exponent, one that fits 64 bits, or one whose digits need a text. */
function numberShape(start: usize, end: usize): u64 {
  const negative = load<u8>(start) == 0x2d;
  const digits = negative ? start + 1 : start;
  let number: u64 = 0;
  for (let at = digits; at < end; at++) {
    const digit = u64(load<u8>(at)) - 0x30;
    if (digit > 9) return FLOAT;
    number = number * 10 + digit;
  }
  if (negative && number == 0) return FLOAT;
  if (end - digits < 19) return INT;
  return end - digits == 19 && number <= MAX_INT64 + u64(negative) ? INT : OTHER;
}
