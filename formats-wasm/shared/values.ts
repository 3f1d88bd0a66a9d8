import { skipString } from "./strings";

/** Skips white space; not a line feed, which ends a line. */
export function skipSpace(start: usize): usize {
  let at = start;
  while (true) {
    const c = load<u8>(at);
    if (c > 0x20 || (c != 0x20 && c != 0x09 && c != 0x0d)) return at;
    at++;
  }
}

/** Skips a value that is no string, list or object; 0 when it is not valid. */
function skipScalar(start: usize, c: u8): usize {
  if (c == 0x74) return load<u32>(start) == 0x65757274 ? start + 4 : 0;
  if (c == 0x6e) return load<u32>(start) == 0x6c6c756e ? start + 4 : 0;
  if (c == 0x66) return load<u32>(start, 1) == 0x65736c61 ? start + 5 : 0;
  let at = start;
  if (c == 0x2d) c = load<u8>(++at);
  if (c == 0x30) c = load<u8>(++at);
  else {
    if (u32(c) - 0x30 > 9) return 0;
    do c = load<u8>(++at);
    while (u32(c) - 0x30 <= 9);
  }
  if (c == 0x2e) {
    c = load<u8>(++at);
    if (u32(c) - 0x30 > 9) return 0;
    do c = load<u8>(++at);
    while (u32(c) - 0x30 <= 9);
  }
  if ((c | 0x20) == 0x65) {
    c = load<u8>(++at);
    if (c == 0x2b || c == 0x2d) c = load<u8>(++at);
    if (u32(c) - 0x30 > 9) return 0;
    do c = load<u8>(++at);
    while (u32(c) - 0x30 <= 9);
  }
  return at;
}

/** Skips a key, its colon and the space behind it; 0 when they are not valid. */
function skipKey(start: usize): usize {
  if (load<u8>(start) != 0x22) return 0;
  let at = skipString(start + 1);
  if (at == 0) return 0;
  at = skipSpace(at + 1);
  return load<u8>(at) == 0x3a ? skipSpace(at + 1) : 0;
}

/** Skips any value, from its first byte; 0 when it is not valid, or has more than 64 levels. */
export function skipValue(start: usize): usize {
  let at = start;
  let depth = 0;
  /** The levels that are lists, the innermost in the lowest bit. */
  let lists: u64 = 0;
  while (true) {
    const c = load<u8>(at);
    if (c == 0x22) {
      at = skipString(at + 1);
      if (at == 0) return 0;
      at++;
    } else if (c == 0x7b || c == 0x5b) {
      if (depth == 64) return 0;
      at = skipSpace(at + 1);
      if (load<u8>(at) == c + 2) at++;
      else {
        depth++;
        lists = (lists << 1) | u64(c == 0x5b);
        if (c == 0x7b) {
          at = skipKey(at);
          if (at == 0) return 0;
        }
        continue;
      }
    } else {
      at = skipScalar(at, c);
      if (at == 0) return 0;
    }
    // Behind a value: leave as many lists and objects as end here.
    while (true) {
      if (depth == 0) return at;
      at = skipSpace(at);
      const next = load<u8>(at);
      if (next == 0x2c) break;
      if (next != (lists & 1 ? 0x5d : 0x7d)) return 0;
      depth--;
      lists >>= 1;
      at++;
    }
    at = skipSpace(at + 1);
    if (!(lists & 1)) {
      at = skipKey(at);
      if (at == 0) return 0;
    }
  }
}
