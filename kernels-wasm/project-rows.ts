const TILE: u32 = 32;
/** Inputs that are taken at a time: 32 rows of them, and the weights they meet, stay in the cache. */
const DEPTH: u32 = 256;

/** A group is a tile of 32 rows by 32 outputs, in row-major order. */
export function run(
  params: usize,
  values: usize,
  centers: usize,
  centerRests: usize,
  weights: usize,
  offsets: usize,
  result: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const rows = load<u32>(params);
  const dims = load<u32>(params, 4);
  const outputs = load<u32>(params, 8);
  const across = (outputs + TILE - 1) / TILE;
  const centred = scratch;
  const factors = centred + TILE * DEPTH * 4;
  const sums = factors + TILE * DEPTH * 4;
  for (let group = first; group < last; group++) {
    const row = (group / across) * TILE;
    const output = (group % across) * TILE;
    const rowCount = min(TILE, rows - row);
    const outputCount = min(TILE, outputs - output);
    memory.fill(sums, 0, TILE * TILE * 4);
    for (let start: u32 = 0; start < dims; start += DEPTH) {
      const depth = min(DEPTH, dims - start);
      for (let i: u32 = 0; i < TILE; i++) {
        const to = centred + i * DEPTH * 4;
        const from = values + ((<usize>(row + i) * dims + start) << 2);
        if (i < rowCount)
          center(to, from, centers + (start << 2), centerRests + (start << 2), depth);
        else memory.fill(to, 0, depth << 2);
      }
      for (let k: u32 = 0; k < depth; k++) {
        const from = weights + ((<usize>(start + k) * outputs + output) << 2);
        if (outputCount < TILE) memory.fill(factors + k * TILE * 4, 0, TILE * 4);
        memory.copy(factors + k * TILE * 4, from, outputCount << 2);
      }
      for (let i: usize = 0; i < rowCount; i += 4) {
        for (let j: usize = 0; j < outputCount; j += 8) {
          multiply(sums + ((i * 32 + j) << 2), centred + i * DEPTH * 4, factors + (j << 2), depth);
        }
      }
    }
    for (let i: u32 = 0; i < rowCount; i++) {
      const from = values + ((<usize>(row + i) * dims) << 2);
      const to = result + ((<usize>(row + i) * outputs + output) << 2);
      if (isFiniteRow(from, dims))
        keep(to, sums + i * TILE * 4, offsets + (output << 2), outputCount);
      else for (let j: u32 = 0; j < outputCount; j++) store<f32>(to + (j << 2), f32.NaN);
    }
  }
}

function center(to: usize, from: usize, centers: usize, rests: usize, count: u32): void {
  const bytes = (<usize>count) << 2;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const value = f32x4.sub(v128.load(from + at), v128.load(centers + at));
    v128.store(to + at, f32x4.sub(value, v128.load(rests + at)));
  }
  for (; at < bytes; at += 4) {
    store<f32>(to + at, load<f32>(from + at) - load<f32>(centers + at) - load<f32>(rests + at));
  }
}

/** Adds the products of 4 rows and 8 outputs. */
function multiply(sums: usize, centred: usize, factors: usize, depth: u32): void {
  let a0 = v128.load(sums);
  let a1 = v128.load(sums, 16);
  let b0 = v128.load(sums, 128);
  let b1 = v128.load(sums, 144);
  let c0 = v128.load(sums, 256);
  let c1 = v128.load(sums, 272);
  let d0 = v128.load(sums, 384);
  let d1 = v128.load(sums, 400);
  for (let k: u32 = 0; k < depth; k++) {
    const x0 = v128.load(factors);
    const x1 = v128.load(factors, 16);
    let y = v128.load32_splat(centred);
    a0 = f32x4.add(a0, f32x4.mul(y, x0));
    a1 = f32x4.add(a1, f32x4.mul(y, x1));
    y = v128.load32_splat(centred, 1024);
    b0 = f32x4.add(b0, f32x4.mul(y, x0));
    b1 = f32x4.add(b1, f32x4.mul(y, x1));
    y = v128.load32_splat(centred, 2048);
    c0 = f32x4.add(c0, f32x4.mul(y, x0));
    c1 = f32x4.add(c1, f32x4.mul(y, x1));
    y = v128.load32_splat(centred, 3072);
    d0 = f32x4.add(d0, f32x4.mul(y, x0));
    d1 = f32x4.add(d1, f32x4.mul(y, x1));
    factors += 128;
    centred += 4;
  }
  v128.store(sums, a0);
  v128.store(sums, a1, 16);
  v128.store(sums, b0, 128);
  v128.store(sums, b1, 144);
  v128.store(sums, c0, 256);
  v128.store(sums, c1, 272);
  v128.store(sums, d0, 384);
  v128.store(sums, d1, 400);
}

function isFiniteRow(row: usize, dims: u32): bool {
  const infinity: u32 = 0x7f800000;
  let broken: u32 = 0;
  for (let i: u32 = 0; i < dims; i++) {
    broken |= u32((load<u32>(row + (i << 2)) & infinity) == infinity);
  }
  return broken == 0;
}

function keep(to: usize, sums: usize, offsets: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const at = i << 2;
    store<f32>(to + at, load<f32>(sums + at) + load<f32>(offsets + at));
  }
}
