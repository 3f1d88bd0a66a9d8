const MAX: f32 = 16383;

/** Groups of 256 words, of one column of two rows each, in row-major order. */
export function run(
  params: usize,
  values: usize,
  centers: usize,
  centerRests: usize,
  scales: usize,
  pairs: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const rows = load<u32>(params);
  const dims = load<u32>(params, 4);
  const end = min(last * 256, ((rows + 1) / 2) * dims);
  for (let i = first * 256; i < end;) {
    const pair = i / dims;
    const from = i - pair * dims;
    const to = min(dims, from + (end - i));
    const upper = values + ((<usize>pair * 2 * dims) << 2);
    const lower = pair * 2 + 1 < rows ? upper + ((<usize>dims) << 2) : 0;
    const out = pairs + ((<usize>pair * dims) << 2);
    let column = from;
    for (; column + 4 <= to; column += 4) {
      const at = (<usize>column) << 2;
      let words = v128.and(
        four(upper + at, centers + at, centerRests + at, scales + at),
        i32x4.splat(0xffff),
      );
      if (lower != 0) {
        const second = four(lower + at, centers + at, centerRests + at, scales + at);
        words = v128.or(words, i32x4.shl(second, 16));
      }
      v128.store(out + at, words);
    }
    for (; column < to; column++) {
      const at = (<usize>column) << 2;
      let word = one(upper + at, centers + at, centerRests + at, scales + at) & 0xffff;
      if (lower != 0) word |= one(lower + at, centers + at, centerRests + at, scales + at) << 16;
      store<u32>(out + at, word);
    }
    i += to - from;
  }
}

function four(values: usize, centers: usize, rests: usize, scales: usize): v128 {
  const value = v128.load(values);
  const infinity = i32x4.splat(0x7f800000);
  const finite = i32x4.ne(v128.and(value, infinity), infinity);
  const centred = f32x4.sub(f32x4.sub(value, v128.load(centers)), v128.load(rests));
  const mapped = f32x4.mul(centred, v128.load(scales));
  const clamped = f32x4.max(f32x4.min(mapped, f32x4.splat(MAX)), f32x4.splat(-MAX));
  return v128.and(i32x4.trunc_sat_f32x4_s(f32x4.nearest(clamped)), finite);
}

function one(value: usize, center: usize, rest: usize, scale: usize): u32 {
  if ((load<u32>(value) & 0x7f800000) == 0x7f800000) return 0;
  const mapped = (load<f32>(value) - load<f32>(center) - load<f32>(rest)) * load<f32>(scale);
  return <u32>(<i32>nearest<f32>(max<f32>(min<f32>(mapped, MAX), -MAX)));
}
