const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;

/** Not 0 when a byte beyond ASCII may have been seen in a string since this was last cleared. */
export let beyondAscii: u32 = 0;
export function clearBeyondAscii(): void {
  beyondAscii = 0;
}

/** Whether the string that was skipped last has an escape. */
export let escaped: bool = false;

/** Where `copyString` ended in its output. */
export let copiedTo: usize = 0;

/** The bytes that cannot stand in a string as they are. */
function special(bytes: v128): v128 {
  return v128.or(
    v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.eq(bytes, i8x16.splat(BACKSLASH))),
    i8x16.le_u(bytes, i8x16.splat(0x1f)),
  );
}

/** Skips a string from behind its opening quote to its closing one; 0 when it is not valid. */
export function skipString(start: usize): usize {
  let at = start;
  let seen = i8x16.splat(0);
  escaped = false;
  while (true) {
    const bytes = v128.load(at);
    let found = i8x16.bitmask(special(bytes));
    seen = v128.or(seen, bytes);
    if (found == 0) {
      at += 16;
      while (true) {
        const first = v128.load(at);
        const second = v128.load(at, 16);
        const firstSpecial = special(first);
        const either = v128.or(firstSpecial, special(second));
        seen = v128.or(seen, v128.or(first, second));
        if (v128.any_true(either)) {
          found = i8x16.bitmask(firstSpecial);
          if (found == 0) {
            found = i8x16.bitmask(either);
            at += 16;
          }
          break;
        }
        at += 32;
      }
    }
    at += ctz(found);
    let c = load<u8>(at);
    if (c == QUOTE) break;
    if (c != BACKSLASH) return 0;
    escaped = true;
    do {
      const length = escapeLength(at);
      if (length == 0) return 0;
      at += length;
      c = load<u8>(at);
    } while (c == BACKSLASH);
    if (c == QUOTE) break;
  }
  beyondAscii |= i8x16.bitmask(seen);
  return at;
}

/** Length of the escape that begins at a backslash; 0 when it is none. */
function escapeLength(at: usize): usize {
  const c = load<u8>(at, 1);
  if (c == 0x75) return hex(at + 2) < 0 ? 0 : 6;
  return meaning(c) == 0 ? 0 : 2;
}

/** What an escape of one letter means; 0 when there is none. */
function meaning(c: u8): u8 {
  if (c == 0x6e) return 10;
  if (c == QUOTE || c == BACKSLASH || c == 0x2f) return c;
  if (c == 0x74) return 9;
  if (c == 0x72) return 13;
  if (c == 0x62) return 8;
  if (c == 0x66) return 12;
  return 0;
}

/** The value of four hexadecimal digits; negative when they are none. */
function hex(at: usize): i32 {
  const digits = v128.load32_zero(at);
  const decimal = i8x16.sub(digits, i8x16.splat(0x30));
  const letter = i8x16.sub(v128.or(digits, i8x16.splat(0x20)), i8x16.splat(0x61));
  const isDecimal = i8x16.le_u(decimal, i8x16.splat(9));
  const isHex = v128.or(isDecimal, i8x16.le_u(letter, i8x16.splat(5)));
  if ((i8x16.bitmask(isHex) & 15) != 15) return -1;
  const values = v128.bitselect(decimal, i8x16.add(letter, i8x16.splat(10)), isDecimal);
  const word = u32(i32x4.extract_lane(values, 0));
  const pairs = (word << 4) | (word >> 8);
  return ((pairs & 0xff) << 8) | ((pairs >> 16) & 0xff);
}

/**
 * Skips a string like `skipString` and writes what it means to `out`, where there must be room for
 * 48 bytes more than it is long. 0 also when it has half of a surrogate pair.
 */
export function copyString(start: usize, out: usize): usize {
  let at = start;
  let to = out;
  let seen = i8x16.splat(0);
  while (true) {
    const bytes = v128.load(at);
    v128.store(to, bytes);
    let found = i8x16.bitmask(special(bytes));
    seen = v128.or(seen, bytes);
    if (found == 0) {
      at += 16;
      to += 16;
      while (true) {
        const first = v128.load(at);
        const second = v128.load(at, 16);
        v128.store(to, first);
        v128.store(to, second, 16);
        const firstSpecial = special(first);
        const either = v128.or(firstSpecial, special(second));
        seen = v128.or(seen, v128.or(first, second));
        if (v128.any_true(either)) {
          found = i8x16.bitmask(firstSpecial);
          if (found == 0) {
            found = i8x16.bitmask(either);
            at += 16;
            to += 16;
          }
          break;
        }
        at += 32;
        to += 32;
      }
    }
    const length = ctz(found);
    at += length;
    to += length;
    let c = load<u8>(at);
    if (c == QUOTE) break;
    if (c != BACKSLASH) return 0;
    do {
      c = load<u8>(at, 1);
      if (c != 0x75) {
        const means = meaning(c);
        if (means == 0) return 0;
        store<u8>(to++, means);
        at += 2;
      } else {
        let code = hex(at + 2);
        if (code < 0) return 0;
        at += 6;
        if ((code & 0xf800) == 0xd800) {
          if (code >= 0xdc00 || load<u16>(at) != 0x755c) return 0;
          const low = hex(at + 2);
          if ((low & ~0x3ff) != 0xdc00) return 0;
          code = 0x10000 + ((code - 0xd800) << 10) + low - 0xdc00;
          at += 6;
        }
        to = encode(code, to);
      }
      c = load<u8>(at);
    } while (c == BACKSLASH);
    if (c == QUOTE) break;
  }
  beyondAscii |= i8x16.bitmask(seen);
  copiedTo = to;
  return at;
}

function encode(code: u32, to: usize): usize {
  if (code < 0x80) {
    store<u8>(to, code);
    return to + 1;
  }
  if (code < 0x800) {
    store<u16>(to, 0x80c0 | (code >> 6) | ((code & 0x3f) << 8));
    return to + 2;
  }
  if (code < 0x10000) {
    store<u32>(to, 0x8080e0 | (code >> 12) | (((code >> 6) & 0x3f) << 8) | ((code & 0x3f) << 16));
    return to + 3;
  }
  store<u32>(
    to,
    0x808080f0 |
      (code >> 18) |
      (((code >> 12) & 0x3f) << 8) |
      (((code >> 6) & 0x3f) << 16) |
      ((code & 0x3f) << 24),
  );
  return to + 4;
}
