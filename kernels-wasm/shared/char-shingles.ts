import { FIRST, SECOND, lowbias32, lowbias32x4 } from "./lowbias32";
import { splat } from "./vector";

/** Multiplier of the byte polynomial. */
const BASE: u32 = 0x2c9277b5;
/** Byte lengths of windows for which a power of `BASE` is kept. */
const POWERS: u32 = 512;
/** Bytes of a tile and of the windows that start in it. */
const ROOM: usize = 8192 + 256;
/** Place in the work memory of one word, behind the powers, the polynomials and their places. */
const SPOT: usize = (POWERS << 2) + 2 * (ROOM << 2);

/** Fills in the powers of the base that `charTile` looks up in its work memory. */
export function prepareChars(work: usize): void {
  let power: u32 = 1;
  for (let i: u32 = 0; i < POWERS; i++) {
    store<u32>(work + (i << 2), power);
    power *= BASE;
  }
}

/** The first byte of a row that starts a code point, or its end. */
export function firstChar(start: usize, end: usize): usize {
  let at = start;
  while (at < end && (load<u8>(at) & 0xc0) == 0x80) at++;
  return at;
}

/** The hash of all bytes. */
export function hashChars(start: usize, end: usize, seed: u32): u32 {
  let hash: u32 = 0;
  for (let at = start; at < end; at++) hash = hash * BASE + load<u8>(at) + 1;
  return lowbias32(hash ^ seed);
}

/**
 * Writes the hashes of the windows of `ngram` code points that start in `[from, to)`, at most
 * 8192 bytes, and returns how many they are; `hashes` has room for 16 more. The row ends at `end`.
 * `work` is 100 KiB, prepared.
 */
export function charTile(
  from: usize,
  to: usize,
  end: usize,
  ngram: u32,
  seed: u32,
  hashes: usize,
  work: usize,
): u32 {
  const limit = min(to + ngram, end);
  let at = from;
  let next = hashes;
  // Runs of ASCII and, between them, what has a window with another byte in it.
  while (at < to) {
    let stop = asciiEnd(at, limit);
    const whole = stop == limit;
    // A stray continuation byte belongs to the character before it, ASCII or not.
    if (!whole && (load<u8>(stop) & 0xc0) == 0x80) stop--;
    if (at + ngram <= stop) {
      const windowsEnd = min(to, stop + 1 - ngram);
      asciiWindows(at, u32(windowsEnd - at), ngram, seed, next, work);
      next += (windowsEnd - at) << 2;
      at = windowsEnd;
    }
    if (whole) break;
    const resumed = min(asciiStart(stop, to), to);
    next += utf8Tile(at, resumed, end, ngram, seed, next, work) << 2;
    at = resumed;
  }
  return u32(next - hashes) >> 2;
}

/** The first byte from `from` that is not ASCII, or `to`. */
function asciiEnd(from: usize, to: usize): usize {
  for (let at = from; at < to; at += 16) {
    const others = i8x16.bitmask(v128.load(at));
    if (others != 0) return min(at + ctz(others), to);
  }
  return to;
}

/** The first byte from `from` that at least 15 more of ASCII follow, or one behind `to`. */
function asciiStart(from: usize, to: usize): usize {
  let at = from;
  while (at < to) {
    const others = i8x16.bitmask(v128.load(at));
    if (others == 0) break;
    at += 32 - clz(others);
  }
  return at;
}

/** The hashes of windows of bytes. */
function asciiWindows(
  from: usize,
  count: u32,
  ngram: u32,
  seed: u32,
  hashes: usize,
  work: usize,
): void {
  if (ngram == 5) {
    fiveBytes(from, count, seed, hashes, work + SPOT);
    return;
  }
  if (ngram < 8) horner(from, count, ngram, hashes, work + SPOT);
  else doubling(from, count, ngram, hashes, work);
  finish(hashes, count, seed, work + SPOT);
}

/**
 * Windows of five bytes, eight at a time: of two bytes, of four of these, and one byte more. The
 * last pairs are kept, since the next windows of four begin with them.
 */
function fiveBytes(from: usize, count: u32, seed: u32, hashes: usize, spot: usize): void {
  const base = splat(BASE, spot);
  const square = splat(BASE * BASE, spot);
  const ones = splat((((BASE + 1) * BASE + 1) * BASE + 1) * BASE + 1, spot);
  const mix1 = splat(FIRST, spot);
  const mix2 = splat(SECOND, spot);
  const seeds = i32x4.splat(seed);
  const first = i32x4.extend_low_i16x8_u(v128.load_ext<u8>(from));
  let before = i32x4.add(
    i32x4.mul(first, base),
    i32x4.extend_low_i16x8_u(v128.load_ext<u8>(from, 1)),
  );
  for (let i: u32 = 0; i < count; i += 8) {
    const fifth = v128.load_ext<u8>(from + i, 4);
    const sixth = v128.load_ext<u8>(from + i, 5);
    const low = i32x4.extend_low_i16x8_u(fifth);
    const high = i32x4.extend_high_i16x8_u(fifth);
    const lowPairs = i32x4.add(i32x4.mul(low, base), i32x4.extend_low_i16x8_u(sixth));
    const highPairs = i32x4.add(i32x4.mul(high, base), i32x4.extend_high_i16x8_u(sixth));
    const lowFours = i32x4.add(
      i32x4.mul(before, square),
      v128.shuffle<u32>(before, lowPairs, 2, 3, 4, 5),
    );
    const highFours = i32x4.add(
      i32x4.mul(lowPairs, square),
      v128.shuffle<u32>(lowPairs, highPairs, 2, 3, 4, 5),
    );
    before = highPairs;
    const lowFives = i32x4.add(i32x4.add(i32x4.mul(lowFours, base), low), ones);
    const highFives = i32x4.add(i32x4.add(i32x4.mul(highFours, base), high), ones);
    const to = hashes + (i << 2);
    v128.store(to, lowbias32x4(v128.xor(lowFives, seeds), mix1, mix2));
    v128.store(to, lowbias32x4(v128.xor(highFives, seeds), mix1, mix2), 16);
  }
}

/** The polynomials of windows of bytes by Horner's rule, sixteen windows at a time. */
function horner(from: usize, count: u32, ngram: u32, hashes: usize, spot: usize): void {
  const base = splat(BASE, spot);
  const one = splat(1, spot);
  for (let i: u32 = 0; i < count; i += 16) {
    let h0 = i32x4.splat(0);
    let h1 = h0;
    let h2 = h0;
    let h3 = h0;
    for (let j: u32 = 0; j < ngram; j++) {
      const bytes = v128.load(from + i + j);
      const low = i16x8.extend_low_i8x16_u(bytes);
      const high = i16x8.extend_high_i8x16_u(bytes);
      h0 = i32x4.add(i32x4.mul(h0, base), i32x4.add(i32x4.extend_low_i16x8_u(low), one));
      h1 = i32x4.add(i32x4.mul(h1, base), i32x4.add(i32x4.extend_high_i16x8_u(low), one));
      h2 = i32x4.add(i32x4.mul(h2, base), i32x4.add(i32x4.extend_low_i16x8_u(high), one));
      h3 = i32x4.add(i32x4.mul(h3, base), i32x4.add(i32x4.extend_high_i16x8_u(high), one));
    }
    const to = hashes + (i << 2);
    v128.store(to, h0);
    v128.store(to, h1, 16);
    v128.store(to, h2, 32);
    v128.store(to, h3, 48);
  }
}

/**
 * The same for long windows: `pieces` of 4, 8, 16 … bytes, each of two of half the length, are
 * put one behind the other as the binary digits of `ngram` say.
 */
function doubling(from: usize, count: u32, ngram: u32, hashes: usize, work: usize): void {
  const pieces = work + (POWERS << 2);
  const room = count + ngram;
  horner(from, room, 4, pieces, work + SPOT);
  let done = ngram & 3;
  if (done > 0) horner(from, count, done, hashes, work + SPOT);
  let power: u32 = BASE * BASE * BASE * BASE;
  for (let length: u32 = 4; ; length *= 2) {
    if (ngram & length) {
      if (done > 0) join(hashes, pieces + (done << 2), power, count, hashes);
      else memory.copy(hashes, pieces, count << 2);
      done += length;
      if (done == ngram) return;
    }
    join(pieces, pieces + (length << 2), power, room, pieces);
    power *= power;
  }
}

/** Polynomials of windows and of what follows them, put together. */
function join(windows: usize, followers: usize, power: u32, count: u32, joined: usize): void {
  const powers = i32x4.splat(power);
  for (let at: usize = 0; at < count << 2; at += 16) {
    const window = v128.load(windows + at);
    const follower = v128.load(followers + at);
    v128.store(joined + at, i32x4.add(i32x4.mul(window, powers), follower));
  }
}

function finish(hashes: usize, count: u32, seed: u32, spot: usize): void {
  const seeds = i32x4.splat(seed);
  const mix1 = splat(FIRST, spot);
  const mix2 = splat(SECOND, spot);
  for (let at = hashes; at < hashes + (count << 2); at += 16) {
    v128.store(at, lowbias32x4(v128.xor(v128.load(at), seeds), mix1, mix2));
  }
}

/**
 * Windows between code points: the polynomials of all bytes before each start and each end, and
 * a window is what lies between them.
 */
function utf8Tile(
  from: usize,
  to: usize,
  end: usize,
  ngram: u32,
  seed: u32,
  hashes: usize,
  work: usize,
): u32 {
  const prefixes = work + (POWERS << 2);
  const places = prefixes + (ROOM << 2);
  let hash: u32 = 0;
  let chars: u32 = 0;
  let at = from;
  for (; at < to; at++) {
    const byte: u32 = load<u8>(at);
    store<u32>(prefixes + (chars << 2), hash);
    store<u32>(places + (chars << 2), u32(at));
    chars += u32((byte & 0xc0) != 0x80);
    hash = hash * BASE + (byte + 1);
  }
  const own = chars;
  if (own == 0) return 0;
  const wanted = own + ngram;
  for (; at < end && chars < wanted; at++) {
    const byte: u32 = load<u8>(at);
    store<u32>(prefixes + (chars << 2), hash);
    store<u32>(places + (chars << 2), u32(at));
    chars += u32((byte & 0xc0) != 0x80);
    hash = hash * BASE + (byte + 1);
  }
  if (chars < wanted) {
    store<u32>(prefixes + (chars << 2), hash);
    store<u32>(places + (chars << 2), u32(at));
    chars++;
  }
  if (chars <= ngram) return 0;
  const count = min(own, chars - ngram);
  const later = ngram << 2;
  for (let i: usize = 0; i < count << 2; i += 4) {
    const length = load<u32>(places + i + later) - load<u32>(places + i);
    const power = length < POWERS ? load<u32>(work + (length << 2)) : powerOf(length);
    const window = load<u32>(prefixes + i + later) - load<u32>(prefixes + i) * power;
    store<u32>(hashes + i, window ^ seed);
  }
  finish(hashes, count, 0, work + SPOT);
  return count;
}

function powerOf(exponent: u32): u32 {
  let power: u32 = 1;
  let square: u32 = BASE;
  for (let rest = exponent; rest > 0; rest >>= 1) {
    if (rest & 1) power *= square;
    square *= square;
  }
  return power;
}
