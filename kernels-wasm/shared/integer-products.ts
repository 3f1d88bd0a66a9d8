import { PANEL, packPanel } from "./products";

/** Length that the longest of some rows of integers has, about; no number of theirs is longer. */
const LENGTH: f32 = 32000;
/** More than the length of a row of integers with all roundings. */
export const LONGEST: f64 = 32700;

/**
 * Words of a row of 16-bit integers: two in each, zeros up to a multiple of four words. A core
 * multiplies twice as many of them in a time as floats; their products bound those of the floats.
 */
export function integerWords(dims: u32): u32 {
  return ((dims + 7) >> 3) << 2;
}

/** What rows are multiplied by to be integers of `LENGTH`; 0 where one is not of finite length. */
export function scaleOf(rows: usize, count: u32, dims: u32): f32 {
  const stride = (<usize>dims) << 2;
  let most: f32 = 0;
  for (let i: u32 = 0; i < count; i++)
    most = max(most, product(rows + i * stride, rows + i * stride, dims));
  if (!(most <= f32.MAX_VALUE)) return 0;
  return most >= f32.MIN_NORMAL_VALUE ? LENGTH / sqrt(most) : 1;
}

/** At most this far is the product of two rows of integers from that of what was rounded. */
export function integerError(dims: u32): f64 {
  const rounding = 0.51 * sqrt<f64>(dims);
  return 2 * LONGEST * rounding + rounding * rounding;
}

/** Rounds rows to integers: `round(value * scale)`. */
export function toIntegers(rows: usize, count: u32, dims: u32, scale: f32, to: usize): void {
  const factor = f32x4.splat(scale);
  const stride = (<usize>dims) << 2;
  const bytes = (<usize>integerWords(dims)) << 2;
  for (let i: u32 = 0; i < count; i++) {
    const row = rows + i * stride;
    const own = to + i * bytes;
    const whole = stride & ~31;
    for (let at: usize = 0; at < whole; at += 32) {
      const low = nearest(v128.load(row + at), factor);
      const high = nearest(v128.load(row + at, 16), factor);
      v128.store(own + (at >> 1), i16x8.narrow_i32x4_s(low, high));
    }
    if (whole < stride) {
      const low = nearest(v128.load(row + whole), factor);
      v128.store(own + (whole >> 1), i16x8.narrow_i32x4_s(low, i32x4.splat(0)));
    }
  }
}

/** Added to a float that is not large, 1.5 * 2^23 leaves the nearest integer in the low bits. */
function nearest(values: v128, factor: v128): v128 {
  const shift: v128 = f32x4.splat(12582912);
  return i32x4.sub(f32x4.add(f32x4.mul(values, factor), shift), shift);
}

/** Lays up to eight rows of floats out for `multiplyIntegers`; what is in `room` is lost. */
export function packIntegers(
  rows: usize,
  count: u32,
  dims: u32,
  scale: f32,
  panel: usize,
  room: usize,
): void {
  toIntegers(rows, count, dims, scale, room);
  packPanel(room, count, integerWords(dims), panel);
}

/**
 * The products of four rows of integers with a panel, row by row, eight each: of the words from
 * `from` to `until`, added to those of the words before.
 */
export function multiplyIntegers(
  rows: usize,
  words: u32,
  from: u32,
  until: u32,
  panel: usize,
  to: usize,
): void {
  const stride = (<usize>words) << 2;
  let a = rows + (from << 2);
  let b = a + stride;
  let c = b + stride;
  let d = c + stride;
  const end = panel + ((until * PANEL) << 2);
  panel += (from * PANEL) << 2;
  let a0 = i32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  if (from > 0) {
    a0 = v128.load(to);
    a1 = v128.load(to, 16);
    b0 = v128.load(to, 32);
    b1 = v128.load(to, 48);
    c0 = v128.load(to, 64);
    c1 = v128.load(to, 80);
    d0 = v128.load(to, 96);
    d1 = v128.load(to, 112);
  }
  for (; panel < end; panel += 32) {
    const p = v128.load(panel);
    const q = v128.load(panel, 16);
    let x = v128.load32_splat(a);
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(x, p));
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(x, q));
    x = v128.load32_splat(b);
    b0 = i32x4.add(b0, i32x4.dot_i16x8_s(x, p));
    b1 = i32x4.add(b1, i32x4.dot_i16x8_s(x, q));
    x = v128.load32_splat(c);
    c0 = i32x4.add(c0, i32x4.dot_i16x8_s(x, p));
    c1 = i32x4.add(c1, i32x4.dot_i16x8_s(x, q));
    x = v128.load32_splat(d);
    d0 = i32x4.add(d0, i32x4.dot_i16x8_s(x, p));
    d1 = i32x4.add(d1, i32x4.dot_i16x8_s(x, q));
    a += 4;
    b += 4;
    c += 4;
    d += 4;
  }
  v128.store(to, a0, 0);
  v128.store(to, a1, 16);
  v128.store(to, b0, 32);
  v128.store(to, b1, 48);
  v128.store(to, c0, 64);
  v128.store(to, c1, 80);
  v128.store(to, d0, 96);
  v128.store(to, d1, 112);
}

/** The product of two rows of floats; `dims` is a multiple of four. */
export function product(a: usize, b: usize, dims: u32): f32 {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  let left = dims;
  for (; left >= 16; left -= 16) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a), v128.load(b)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(a, 48), v128.load(b, 48)));
    a += 64;
    b += 64;
  }
  for (; left > 0; left -= 4) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
  }
  const sum = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}

/**
 * For each part of `step` words, a multiple of four, of which there are at most four: the length of
 * the longest of some rows of integers without the parts before.
 */
export function restLengths(rows: usize, count: u32, words: u32, step: u32, to: usize): void {
  v128.store(to, f32x4.splat(0));
  for (let i: u32 = 0; i < count; i++) {
    let squares = i32x4.splat(0);
    for (let at = words; at > 0;) {
      at -= 4;
      const numbers = v128.load(rows + ((i * words + at) << 2));
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(numbers, numbers));
      if (at % step != 0) continue;
      const low = i32x4.extract_lane(squares, 0) + i32x4.extract_lane(squares, 1);
      const high = i32x4.extract_lane(squares, 2) + i32x4.extract_lane(squares, 3);
      const own = to + ((at / step) << 2);
      store<f32>(own, max(load<f32>(own), sqrt(f32(low + high))));
    }
  }
}
