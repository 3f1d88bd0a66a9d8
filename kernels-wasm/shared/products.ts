/** Columns of a panel: two vectors of four. */
export const PANEL: u32 = 8;
/** Rows that are multiplied with a panel at a time. */
export const BLOCK: u32 = 4;
/** Rows and columns of a workgroup's tile. */
export const TILE: u32 = 64;
/** Scratch memory of a thread. */
export const SCRATCH_BYTES: usize = 2 ** 20;
/** That, less what the products of a block take at its end. */
const PANEL_BYTES: usize = SCRATCH_BYTES - 256;
/** Where the products of a block are, in scratch: row by row, eight each. */
export const PRODUCTS: usize = PANEL_BYTES;

/** Panels of that many dimensions that scratch holds, at most those of a tile. */
export function panelsHeld(dims: u32): u32 {
  return min<u32>(TILE / PANEL, u32(PANEL_BYTES) / (dims * PANEL * 4));
}

/** Lays `count` rows out for `multiply`: by dimension, eight rows beside each other, zeros for none. */
export function packPanel(rows: usize, count: u32, dims: u32, panel: usize): void {
  const stride = (<usize>dims) << 2;
  for (let half: u32 = 0; half < PANEL; half += 4) {
    const row = rows + half * stride;
    let to = panel + (half << 2);
    if (half + 4 <= count) {
      for (let at: usize = 0; at < stride; at += 16) {
        const a = v128.load(row + at);
        const b = v128.load(row + stride + at);
        const c = v128.load(row + 2 * stride + at);
        const d = v128.load(row + 3 * stride + at);
        const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
        const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
        const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
        const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
        v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
        v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 64);
        v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 96);
        to += 128;
      }
    } else {
      for (let at: usize = 0; at < stride; at += 4) {
        for (let i: u32 = 0; i < 4; i++) {
          const value: f32 = half + i < count ? load<f32>(row + i * stride + at) : 0;
          store<f32>(to + (i << 2), value);
        }
        to += 32;
      }
    }
  }
}

/**
 * The products of up to four rows with a panel, to `PRODUCTS` of scratch; `dims` is a multiple of
 * four. A row that is missing is the last one again.
 */
export function multiply(row: usize, count: u32, dims: u32, panel: usize, scratch: usize): void {
  const stride = (<usize>dims) << 2;
  const last = row + (count - 1) * stride;
  let a = row;
  let b = min(last, a + stride);
  let c = min(last, b + stride);
  let d = min(last, c + stride);
  const end = panel + (stride << 3);
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let d0 = f32x4.splat(0);
  let d1 = f32x4.splat(0);
  // Not unrolled: V8 does worse with a longer body.
  for (; panel < end; panel += 32) {
    const p = v128.load(panel);
    const q = v128.load(panel, 16);
    let x = v128.load32_splat(a);
    a0 = f32x4.add(a0, f32x4.mul(x, p));
    a1 = f32x4.add(a1, f32x4.mul(x, q));
    x = v128.load32_splat(b);
    b0 = f32x4.add(b0, f32x4.mul(x, p));
    b1 = f32x4.add(b1, f32x4.mul(x, q));
    x = v128.load32_splat(c);
    c0 = f32x4.add(c0, f32x4.mul(x, p));
    c1 = f32x4.add(c1, f32x4.mul(x, q));
    x = v128.load32_splat(d);
    d0 = f32x4.add(d0, f32x4.mul(x, p));
    d1 = f32x4.add(d1, f32x4.mul(x, q));
    a += 4;
    b += 4;
    c += 4;
    d += 4;
  }
  const to = scratch + PRODUCTS;
  v128.store(to, a0, 0);
  v128.store(to, a1, 16);
  v128.store(to, b0, 32);
  v128.store(to, b1, 48);
  v128.store(to, c0, 64);
  v128.store(to, c1, 80);
  v128.store(to, d0, 96);
  v128.store(to, d1, 112);
}
