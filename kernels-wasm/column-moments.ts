const TILE_ROWS: u32 = 256;
/** Columns taken at a time, so that their sums and a tile of them stay in the caches. */
const MOST_COLUMNS: u32 = 512;
/** Bytes of scratch for four columns: nine vectors. */
const STATE: usize = 144;

/** Groups of 64 columns of a tile; those of one tile are taken together. */
export function run(
  params: usize,
  values: usize,
  moments: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const rows = load<u32>(params);
  const dims = load<u32>(params, 4);
  const across = (dims + 63) / 64;
  for (let group = first; group < last;) {
    const tile = group / across;
    const from = (group - tile * across) * 64;
    const to = min(dims, min(from + (last - group) * 64, from + MOST_COLUMNS));
    const start = tile * TILE_ROWS;
    const count = min(TILE_ROWS, rows - start);
    const corner = values + ((<usize>start * dims + from) << 2);
    const out = moments + ((<usize>tile * 9 * dims + from) << 2);
    tileMoments(corner, (<usize>dims) << 2, count, to - from, out, scratch);
    group += (to - from + 63) / 64;
  }
}

/** Vectors read past the last column, never past a buffer's padding; what they find is not kept. */
function tileMoments(
  corner: usize,
  pitch: usize,
  rows: u32,
  columns: u32,
  out: usize,
  scratch: usize,
): void {
  const end = scratch + ((columns + 3) / 4) * STATE;
  for (let state = scratch; state < end; state += STATE) {
    v128.store(state, i32x4.splat(0x7fffffff));
    v128.store(state, i32x4.splat(0x80000000), 16);
    v128.store(state, i32x4.splat(0), 32);
  }
  for (let row: u32 = 0; row < rows; row++) extremes(corner + row * pitch, scratch, end);
  for (let state = scratch; state < end; state += STATE) chooseUnits(state);
  for (let row: u32 = 0; row < rows; row++) sums(corner + row * pitch, scratch, end);
  for (let column: u32 = 0; column < columns; column++) {
    const lane = scratch + (column >> 2) * STATE + ((column & 3) << 2);
    keep(lane, scratch + (column >> 2) * STATE, column & 3, out + (column << 2), pitch);
  }
}

function orderOf(bits: v128): v128 {
  return v128.xor(bits, v128.and(i32x4.shr_s(bits, 31), i32x4.splat(0x7fffffff)));
}

/** All ones where a value is finite. */
function finite(bits: v128): v128 {
  const infinity = i32x4.splat(0x7f800000);
  return i32x4.ne(v128.and(bits, infinity), infinity);
}

/** Least, greatest and count of the finite values: vectors 0 to 2 of a state. */
function extremes(row: usize, scratch: usize, end: usize): void {
  for (let state = scratch; state < end; state += STATE) {
    const bits = v128.load(row);
    const mask = finite(bits);
    const order = orderOf(bits);
    const low = v128.bitselect(order, i32x4.splat(0x7fffffff), mask);
    const high = v128.bitselect(order, i32x4.splat(0x80000000), mask);
    v128.store(state, i32x4.min_s(v128.load(state), low));
    v128.store(state, i32x4.max_s(v128.load(state, 16), high), 16);
    v128.store(state, i32x4.sub(v128.load(state, 32), mask), 32);
    row += 16;
  }
}

/** Scale and middle: vectors 3 and 4; the sums behind them begin at zero. */
function chooseUnits(state: usize): void {
  const least = orderOf(v128.load(state));
  const greatest = orderOf(v128.load(state, 16));
  const size = i32x4.splat(0x7fffffff);
  const largest = i32x4.max_s(v128.and(least, size), v128.and(greatest, size));
  const exponent = i32x4.max_s(i32x4.shr_s(largest, 23), i32x4.splat(30));
  const scale = i32x4.shl(i32x4.sub(i32x4.splat(279), exponent), 23);
  const middle = i32x4.shr_s(i32x4.add(units(least, scale), units(greatest, scale)), 1);
  v128.store(state, scale, 48);
  v128.store(state, middle, 64);
  for (let at: usize = 80; at < STATE; at += 16) v128.store(state + at, i32x4.splat(0));
}

function units(value: v128, scale: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(value, scale)));
}

/** Sums (vectors 5 and 6) and sums of squares (7 and 8), two lanes of 64 bits each. */
function sums(row: usize, scratch: usize, end: usize): void {
  for (let state = scratch; state < end; state += STATE) {
    const value = v128.load(row);
    const difference = v128.and(
      i32x4.sub(units(value, v128.load(state, 48)), v128.load(state, 64)),
      finite(value),
    );
    v128.store(state, i64x2.add(v128.load(state, 80), i64x2.extend_low_i32x4_s(difference)), 80);
    v128.store(state, i64x2.add(v128.load(state, 96), i64x2.extend_high_i32x4_s(difference)), 96);
    const low = i64x2.extmul_low_i32x4_s(difference, difference);
    const high = i64x2.extmul_high_i32x4_s(difference, difference);
    v128.store(state, i64x2.add(v128.load(state, 112), low), 112);
    v128.store(state, i64x2.add(v128.load(state, 128), high), 128);
    row += 16;
  }
}

/** Writes the nine words of a column, `pitch` apart. */
function keep(lane: usize, state: usize, index: u32, out: usize, pitch: usize): void {
  const count = load<u32>(lane, 32);
  if (count == 0) {
    for (let word: usize = 0; word < 9; word++) store<u32>(out + word * pitch, 0);
    return;
  }
  store<u32>(out, count);
  store<u32>(out + pitch, 279 - (load<u32>(lane, 48) >> 23));
  store<u32>(out + 2 * pitch, load<u32>(lane, 64));
  store<u32>(out + 3 * pitch, load<u32>(state + (index << 3), 80));
  store<u32>(out + 4 * pitch, load<u32>(state + (index << 3), 84));
  store<u32>(out + 5 * pitch, load<u32>(state + (index << 3), 112));
  store<u32>(out + 6 * pitch, load<u32>(state + (index << 3), 116));
  const least = load<i32>(lane);
  const greatest = load<i32>(lane, 16);
  store<i32>(out + 7 * pitch, least ^ ((least >> 31) & 0x7fffffff));
  store<i32>(out + 8 * pitch, greatest ^ ((greatest >> 31) & 0x7fffffff));
}
