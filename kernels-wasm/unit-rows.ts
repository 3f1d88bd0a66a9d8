const ZERO_ROW: f32 = 7.888609052210118e-31; // 2^-100
const SMALL: f64 = 1e-30;
const LARGE: f64 = 1e30;

/** Groups of 256 invocations, `lanes` of them for a row: each group is a number of whole rows. */
export function run(
  params: usize,
  values: usize,
  centers: usize,
  centerRests: usize,
  scales: usize,
  result: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const rows = load<u32>(params);
  const dims = load<u32>(params, 4);
  const rowsPerGroup = 256 / load<u32>(params, 8);
  const mapped = load<u32>(params, 12) != 0;
  const end = min(rows, last * rowsPerGroup);
  const bytes = (<usize>dims) << 2;
  for (let row = first * rowsPerGroup; row < end; row++) {
    const offset = row * bytes;
    const to = result + offset;
    let from = values + offset;
    if (mapped) {
      mapRow(from, centers, centerRests, scales, to, bytes);
      from = to;
    }
    unitRow(from, to, bytes);
  }
}

function mapRow(
  values: usize,
  centers: usize,
  rests: usize,
  scales: usize,
  result: usize,
  bytes: usize,
): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const centred = f32x4.sub(
      f32x4.sub(v128.load(values + at), v128.load(centers + at)),
      v128.load(rests + at),
    );
    v128.store(result + at, f32x4.mul(centred, v128.load(scales + at)));
  }
  for (; at < bytes; at += 4) {
    const centred = load<f32>(values + at) - load<f32>(centers + at) - load<f32>(rests + at);
    store<f32>(result + at, centred * load<f32>(scales + at));
  }
}

/** Squares add up in f64, where those of any floats neither overflow nor vanish. */
function unitRow(from: usize, to: usize, bytes: usize): void {
  let sums = f64x2.splat(0);
  let sums2 = f64x2.splat(0);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const four = v128.load(from + at);
    const low = f64x2.promote_low_f32x4(four);
    const high = f64x2.promote_low_f32x4(i64x2.shuffle(four, four, 1, 1));
    sums = f64x2.add(sums, f64x2.mul(low, low));
    sums2 = f64x2.add(sums2, f64x2.mul(high, high));
  }
  sums = f64x2.add(sums, sums2);
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; at < bytes; at += 4) {
    const value = <f64>load<f32>(from + at);
    sum += value * value;
  }
  if (sum > SMALL && sum < LARGE) scaleRow(from, to, bytes, <f32>(1 / Math.sqrt(sum)));
  else scaleExtremeRow(from, to, bytes, sum);
}

function scaleRow(from: usize, to: usize, bytes: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    v128.store(to + at, f32x4.mul(v128.load(from + at), factors));
  }
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at) * factor);
}

function scaleExtremeRow(from: usize, to: usize, bytes: usize, sum: f64): void {
  let largest: f32 = 0;
  for (let at: usize = 0; at < bytes; at += 4) {
    largest = max(largest, abs(load<f32>(from + at)));
  }
  let factor: f64 = 1 / Math.sqrt(sum);
  // The largest of values with a NaN among them is NaN.
  if (!(largest < f32.MAX_VALUE) && !(largest == f32.MAX_VALUE)) factor = f64.NaN;
  else if (largest < ZERO_ROW) factor = 0;
  for (let at: usize = 0; at < bytes; at += 4) {
    // Plus zero: a zero row has no signs.
    store<f32>(to + at, <f32>(<f64>load<f32>(from + at) * factor + 0));
  }
}
