const BACKSLASH = 0x5c;
const U = 0x75;

/** What stands behind a backslash, and what it means. */
const MEANINGS = new Uint8Array(256);
for (const char of '"\\/') MEANINGS[char.charCodeAt(0)] = char.charCodeAt(0);
for (const [char, meaning] of Object.entries({ b: 8, f: 12, n: 10, r: 13, t: 9 })) {
  MEANINGS[char.charCodeAt(0)] = meaning;
}

/**
 * Writes the UTF-8 of a valid JSON string, given as the bytes between its quotes, to `out` from `at`
 * on. Returns where it ends, which is never more than the string is long; -1 when the string has half
 * of a surrogate pair.
 */
export function unescape(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
): number {
  let to = at;
  let i = start;
  while (i < end) {
    const c = bytes[i]!;
    if (c !== BACKSLASH) {
      out[to++] = c;
      i++;
    } else if (bytes[i + 1] !== U) {
      out[to++] = MEANINGS[bytes[i + 1]!]!;
      i += 2;
    } else {
      let code = hex(bytes, i + 2);
      i += 6;
      if (code >= 0xd800 && code < 0xe000) {
        const paired = code < 0xdc00 && bytes[i] === BACKSLASH && bytes[i + 1] === U && i < end;
        const low = paired ? hex(bytes, i + 2) : 0;
        if (low < 0xdc00 || low >= 0xe000) return -1;
        code = 0x1_0000 + ((code - 0xd800) << 10) + low - 0xdc00;
        i += 6;
      }
      to = encode(code, out, to);
    }
  }
  return to;
}

function hex(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    const c = bytes[i]!;
    value = value * 16 + (c <= 0x39 ? c - 0x30 : (c | 0x20) - 0x57);
  }
  return value;
}

function encode(code: number, out: Uint8Array, at: number): number {
  let to = at;
  if (code < 0x80) out[to++] = code;
  else if (code < 0x800) {
    out[to++] = 0xc0 | (code >> 6);
    out[to++] = 0x80 | (code & 0x3f);
  } else if (code < 0x1_0000) {
    out[to++] = 0xe0 | (code >> 12);
    out[to++] = 0x80 | ((code >> 6) & 0x3f);
    out[to++] = 0x80 | (code & 0x3f);
  } else {
    out[to++] = 0xf0 | (code >> 18);
    out[to++] = 0x80 | ((code >> 12) & 0x3f);
    out[to++] = 0x80 | ((code >> 6) & 0x3f);
    out[to++] = 0x80 | (code & 0x3f);
  }
  return to;
}
