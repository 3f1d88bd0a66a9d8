import { take } from "./pages";

/**
 * Sums of powers of doubles, without any rounding. Values of a block are whole multiples of one power
 * of two, `2 ** (grid - 1075)`; `d` is how many lie between a value and the first one. The sums of
 * `d`, `d ** 2`, `d ** 3` and `d ** 4` come out in columns: column `i` counts units of `2 ** 32i`.
 */
export const BLOCK: u32 = 8192;

const SUMS = 24;
/** Columns of the four sums, one after the other. */
const S1 = 0;
const S2 = 2;
const S3 = 7;
const S4 = 14;

const sums: usize = take(SUMS * 8);
const differences: usize = take(BLOCK * 8);
const M32: u64 = 0xffffffff;

/** How many values the last block took, and the size of what came out: 1, 2 or 3. */
export let taken: u32 = 0;
export let sumKind: u32 = 0;
/** Exponent of the grid, and the first value as a multiple of it. */
export let grid: i32 = 0;
export let first: i64 = 0;

export function sumsAt(): usize {
  return sums;
}

function exponentOf(bits: u64): i32 {
  const e = <i32>((bits >> 52) & 0x7ff);
  return e == 0 ? 1 : e;
}

function mantissaOf(bits: u64): u64 {
  const m = bits & 0xfffffffffffff;
  return ((bits >> 52) & 0x7ff) == 0 ? m : m | 0x10000000000000;
}

/**
 * Sums the values that fit one grid; the others are moved to `rest`. Returns how many those are. The
 * third and the fourth powers are left out where two are all that is wanted.
 */
export function sumBlock(values: usize, n: u32, rest: usize, powers: u32): u32 {
  chooseGrid(values, n);
  const left = subtractFirst(values, n, rest);
  memory.fill(sums, 0, SUMS * 8);
  if (powers == 2) {
    if (sumKind == 3) sumTwoLarge();
    else sumTwo();
  } else if (sumKind == 1) sumSmall();
  else if (sumKind == 2) sumMiddle();
  else sumLarge();
  return left;
}

function chooseGrid(values: usize, n: u32): void {
  let most: i32 = 0;
  let least: i32 = 5000;
  let zeros: i32 = 64;
  for (let i: u32 = 0; i < n; i++) {
    const bits = load<u64>(values + (i << 3));
    const m = mantissaOf(bits);
    if (m == 0) continue;
    const e = exponentOf(bits);
    const z = <i32>ctz(m);
    most = max(most, e);
    zeros = min(zeros, z);
    least = min(least, e + z);
  }
  // Short mantissas, as those of float32, are summed in a narrow window: that is faster.
  const window = zeros >= 27 ? 23 : -8;
  grid = max(least, most + window);
}

function subtractFirst(values: usize, n: u32, rest: usize): u32 {
  let kept: u32 = 0;
  let left: u32 = 0;
  let all: u64 = 0;
  const g = grid;
  let base: i64 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const bits = load<u64>(values + (i << 3));
    const m = mantissaOf(bits);
    const shift = exponentOf(bits) - g;
    let k = m;
    if (shift >= 0) k = m << (<u64>shift);
    else if (m != 0) {
      const down = -shift;
      if (down > 52 || m & (((<u64>1) << (<u64>down)) - 1)) {
        store<u64>(rest + (left << 3), bits);
        left++;
        continue;
      }
      k = m >> <u64>down;
    }
    const sign = <i64>bits >> 63;
    const value = (<i64>k ^ sign) - sign;
    if (kept == 0) base = value;
    const d = value - base;
    store<i64>(differences + (kept << 3), d);
    kept++;
    all |= <u64>(d ^ (d >> 63));
  }
  taken = kept;
  first = base;
  sumKind = all < 1 << 12 ? 1 : all < (<u64>1) << 31 ? 2 : 3;
  return left;
}

function put(column: u32, value: u64): void {
  store<u64>(sums + (column << 3), value);
}

/** The first two powers alone, below `2 ** 31`. */
function sumTwo(): void {
  let s1: i64 = 0;
  let low: u64 = 0;
  let high: u64 = 0;
  const n = taken;
  for (let i: u32 = 0; i < n; i++) {
    const d = load<i64>(differences + (i << 3));
    const q = <u64>(d * d);
    s1 += d;
    low += q & M32;
    high += q >> 32;
  }
  sumKind = 2;
  put(S1, s1);
  put(S2, low);
  put(S2 + 1, high);
}

/** The first two powers alone, below `2 ** 62`. */
function sumTwoLarge(): void {
  let s10: u64 = 0;
  let s11: i64 = 0;
  let t0: u64 = 0,
    t1: u64 = 0,
    t2: u64 = 0,
    t3: u64 = 0;
  const n = taken;
  for (let i: u32 = 0; i < n; i++) {
    const d = load<i64>(differences + (i << 3));
    const sign = d >> 63;
    const u = <u64>((d ^ sign) - sign);
    const u0 = u & M32;
    const u1 = u >> 32;
    s10 += <u64>d & M32;
    s11 += d >> 32;
    const p00 = u0 * u0;
    const p01 = (u0 * u1) << 1;
    const p11 = u1 * u1;
    t0 += p00 & M32;
    t1 += (p00 >> 32) + (p01 & M32);
    t2 += (p01 >> 32) + (p11 & M32);
    t3 += p11 >> 32;
  }
  put(S1, s10);
  put(S1 + 1, s11);
  put(S2, t0);
  put(S2 + 1, t1);
  put(S2 + 2, t2);
  put(S2 + 3, t3);
}

/** Below `2 ** 12` the sums of a block fit 64 bits. */
function sumSmall(): void {
  let s1: i64 = 0;
  let s2: i64 = 0;
  let s3: i64 = 0;
  let s4: i64 = 0;
  const n = taken;
  for (let i: u32 = 0; i < n; i++) {
    const d = load<i64>(differences + (i << 3));
    const q = d * d;
    s1 += d;
    s2 += q;
    s3 += q * d;
    s4 += q * q;
  }
  put(S1, s1);
  put(S2, s2);
  put(S3, s3);
  put(S4, s4);
}

/** Below `2 ** 31`: powers in halves of 31 bits. */
function sumMiddle(): void {
  let s1: i64 = 0;
  let s20: u64 = 0,
    s21: u64 = 0;
  let a0: u64 = 0,
    b0: u64 = 0;
  let a1: i64 = 0,
    b1: i64 = 0;
  let h0: u64 = 0,
    h1: u64 = 0,
    m0: u64 = 0,
    m1: u64 = 0,
    l0: u64 = 0,
    l1: u64 = 0;
  const n = taken;
  for (let i: u32 = 0; i < n; i++) {
    const d = load<i64>(differences + (i << 3));
    const q = <u64>(d * d);
    const a = q >> 31;
    const b = q & 0x7fffffff;
    const ad = <i64>a * d;
    const bd = <i64>b * d;
    const aa = a * a;
    const ab = a * b;
    const bb = b * b;
    s1 += d;
    s20 += q & M32;
    s21 += q >> 32;
    a0 += <u64>ad & M32;
    a1 += ad >> 32;
    b0 += <u64>bd & M32;
    b1 += bd >> 32;
    h0 += aa & M32;
    h1 += aa >> 32;
    m0 += ab & M32;
    m1 += ab >> 32;
    l0 += bb & M32;
    l1 += bb >> 32;
  }
  put(S1, s1);
  put(S2, s20);
  put(S2 + 1, s21);
  // Third powers: a * d in units of 2 ** 31, b * d in units.
  put(S3, a0);
  put(S3 + 1, a1);
  put(S3 + 2, b0);
  put(S3 + 3, b1);
  // Fourth powers: a * a in units of 2 ** 62, a * b of 2 ** 32, b * b.
  put(S4, h0);
  put(S4 + 1, h1);
  put(S4 + 2, m0);
  put(S4 + 3, m1);
  put(S4 + 4, l0);
  put(S4 + 5, l1);
}

/** Below `2 ** 62`: powers in limbs of 32 bits. */
function sumLarge(): void {
  let s10: u64 = 0;
  let s11: i64 = 0;
  let t0: u64 = 0,
    t1: u64 = 0,
    t2: u64 = 0,
    t3: u64 = 0;
  let c0: i64 = 0,
    c1: i64 = 0,
    c2: i64 = 0,
    c3: i64 = 0,
    c4: i64 = 0,
    c5: i64 = 0;
  let f0: u64 = 0,
    f1: u64 = 0,
    f2: u64 = 0,
    f3: u64 = 0;
  let f4: u64 = 0,
    f5: u64 = 0,
    f6: u64 = 0,
    f7: u64 = 0;
  const n = taken;
  for (let i: u32 = 0; i < n; i++) {
    const d = load<i64>(differences + (i << 3));
    const sign = d >> 63;
    const u = <u64>((d ^ sign) - sign);
    const u0 = u & M32;
    const u1 = u >> 32;
    s10 += <u64>d & M32;
    s11 += d >> 32;
    // q = u ** 2 in four limbs.
    const p00 = u0 * u0;
    const p01 = (u0 * u1) << 1;
    const p11 = u1 * u1;
    const q0 = p00 & M32;
    const mid = (p00 >> 32) + (p01 & M32);
    const q1 = mid & M32;
    const top = (mid >> 32) + (p01 >> 32) + (p11 & M32);
    const q2 = top & M32;
    const q3 = (top >> 32) + (p11 >> 32);
    t0 += q0;
    t1 += q1;
    t2 += q2;
    t3 += q3;
    // u ** 3 = q * u.
    const r00 = q0 * u0,
      r10 = q1 * u0,
      r20 = q2 * u0,
      r30 = q3 * u0;
    const r01 = q0 * u1,
      r11 = q1 * u1,
      r21 = q2 * u1,
      r31 = q3 * u1;
    const k1 = (r00 >> 32) + (r10 & M32) + (r01 & M32);
    const k2 = (r10 >> 32) + (r20 & M32) + (r01 >> 32) + (r11 & M32);
    const k3 = (r20 >> 32) + (r30 & M32) + (r11 >> 32) + (r21 & M32);
    const k4 = (r30 >> 32) + (r21 >> 32) + (r31 & M32);
    c0 += (<i64>(r00 & M32) ^ sign) - sign;
    c1 += (<i64>k1 ^ sign) - sign;
    c2 += (<i64>k2 ^ sign) - sign;
    c3 += (<i64>k3 ^ sign) - sign;
    c4 += (<i64>k4 ^ sign) - sign;
    c5 += (<i64>(r31 >> 32) ^ sign) - sign;
    // u ** 4 = q ** 2.
    const g00 = q0 * q0,
      g11 = q1 * q1,
      g22 = q2 * q2,
      g33 = q3 * q3;
    const g01 = q0 * q1,
      g02 = q0 * q2,
      g03 = q0 * q3;
    const g12 = q1 * q2,
      g13 = q1 * q3,
      g23 = q2 * q3;
    f0 += g00 & M32;
    f1 += (g00 >> 32) + ((g01 & M32) << 1);
    f2 += (g11 & M32) + (((g01 >> 32) + (g02 & M32)) << 1);
    f3 += (g11 >> 32) + (((g02 >> 32) + (g03 & M32) + (g12 & M32)) << 1);
    f4 += (g22 & M32) + (((g03 >> 32) + (g12 >> 32) + (g13 & M32)) << 1);
    f5 += (g22 >> 32) + (((g13 >> 32) + (g23 & M32)) << 1);
    f6 += (g33 & M32) + ((g23 >> 32) << 1);
    f7 += g33 >> 32;
  }
  put(S1, s10);
  put(S1 + 1, s11);
  put(S2, t0);
  put(S2 + 1, t1);
  put(S2 + 2, t2);
  put(S2 + 3, t3);
  put(S3, c0);
  put(S3 + 1, c1);
  put(S3 + 2, c2);
  put(S3 + 3, c3);
  put(S3 + 4, c4);
  put(S3 + 5, c5);
  put(S4, f0);
  put(S4 + 1, f1);
  put(S4 + 2, f2);
  put(S4 + 3, f3);
  put(S4 + 4, f4);
  put(S4 + 5, f5);
  put(S4 + 6, f6);
  put(S4 + 7, f7);
}
