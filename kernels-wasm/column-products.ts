const TILE: u32 = 32;
/** Pairs of rows that are packed at a time: with two tiles of columns they stay in the cache. */
const DEPTH: u32 = 64;
const PANEL: usize = 64 * 32 * 4;
/** Bytes of a row of a panel. */
const PITCH: usize = 128;

/** A group is a tile of 32 columns by 32 on or above the diagonal, row by row. */
export function run(
  params: usize,
  quantized: usize,
  products: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const pairs = load<u32>(params);
  const dims = load<u32>(params, 4);
  const across = (dims + TILE - 1) / TILE;
  const left = scratch;
  const right = scratch + PANEL;
  const sums = scratch + 2 * PANEL;
  for (let group = first; group < last; group++) {
    let row: u32 = 0;
    let rest = group;
    for (; rest >= across - row; row++) rest -= across - row;
    const column = row + rest;
    memory.fill(sums, 0, TILE * TILE * 8);
    for (let depth: u32 = 0; depth < pairs; depth += DEPTH) {
      const count = min(DEPTH, pairs - depth);
      const from = quantized + ((<usize>depth * dims) << 2);
      pack(left, from, dims, count, row * TILE);
      if (rest != 0) pack(right, from, dims, count, column * TILE);
      const other = rest == 0 ? left : right;
      // Whole fours of pairs: what pack leaves behind the last is zero.
      addTile(sums, left, other, (count + 3) & ~3);
    }
    keep(sums, products, dims, row * TILE, column * TILE);
  }
}

/** Copies a panel of 32 columns; columns and pairs that are not there are zero. */
function pack(panel: usize, from: usize, dims: u32, count: u32, column: u32): void {
  const bytes = min(TILE, dims - column) << 2;
  if (bytes < PITCH) memory.fill(panel, 0, PANEL);
  else if ((count & 3) != 0) memory.fill(panel + count * PITCH, 0, (4 - (count & 3)) * PITCH);
  for (let pair: u32 = 0; pair < count; pair++) {
    const at = from + ((<usize>pair * dims + column) << 2);
    memory.copy(panel + pair * PITCH, at, bytes);
  }
}

/** Adds a panel's products, 4 columns by 8 at a time. */
function addTile(sums: usize, left: usize, right: usize, count: u32): void {
  for (let i: usize = 0; i < 32; i += 4) {
    for (let j: usize = 0; j < 32; j += 8) {
      addBlock(sums + ((i * 32 + j) << 3), left + (i << 2), right + (j << 2), count);
    }
  }
}

function addBlock(sums: usize, left: usize, right: usize, count: u32): void {
  const end = left + count * PITCH;
  while (left < end) {
    let a0 = i32x4.splat(0);
    let a1 = i32x4.splat(0);
    let b0 = i32x4.splat(0);
    let b1 = i32x4.splat(0);
    let c0 = i32x4.splat(0);
    let c1 = i32x4.splat(0);
    let d0 = i32x4.splat(0);
    let d1 = i32x4.splat(0);
    // Four pairs of products of 15 bits add up to 31 bits.
    for (let pair: u32 = 0; pair < 4; pair++) {
      const x0 = v128.load(right);
      const x1 = v128.load(right, 16);
      let y = v128.load32_splat(left);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(x0, y));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(x1, y));
      y = v128.load32_splat(left, 4);
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(x0, y));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(x1, y));
      y = v128.load32_splat(left, 8);
      c0 = i32x4.add(c0, i32x4.dot_i16x8_s(x0, y));
      c1 = i32x4.add(c1, i32x4.dot_i16x8_s(x1, y));
      y = v128.load32_splat(left, 12);
      d0 = i32x4.add(d0, i32x4.dot_i16x8_s(x0, y));
      d1 = i32x4.add(d1, i32x4.dot_i16x8_s(x1, y));
      left += PITCH;
      right += PITCH;
    }
    addWide(sums, a0, a1);
    addWide(sums + 256, b0, b1);
    addWide(sums + 512, c0, c1);
    addWide(sums + 768, d0, d1);
  }
}

/** Adds 8 sums of 32 bits to 8 of 64. */
function addWide(sums: usize, first: v128, second: v128): void {
  v128.store(sums, i64x2.add(v128.load(sums), i64x2.extend_low_i32x4_s(first)));
  v128.store(sums, i64x2.add(v128.load(sums, 16), i64x2.extend_high_i32x4_s(first)), 16);
  v128.store(sums, i64x2.add(v128.load(sums, 32), i64x2.extend_low_i32x4_s(second)), 32);
  v128.store(sums, i64x2.add(v128.load(sums, 48), i64x2.extend_high_i32x4_s(second)), 48);
}

function keep(sums: usize, products: usize, dims: u32, row: u32, column: u32): void {
  const rows = min(TILE, dims - row);
  const bytes = min(TILE, dims - column) << 3;
  for (let i: u32 = 0; i < rows; i++) {
    const to = products + ((<usize>(row + i) * dims + column) << 3);
    memory.copy(to, sums + ((<usize>i) << 8), bytes);
  }
}
