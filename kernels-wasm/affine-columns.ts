const STRIP: u32 = 8;

/** Groups of 256 invocations, of one column of a strip of rows each, in row-major order. */
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
  const end = min(last * 256, ((rows + STRIP - 1) / STRIP) * dims);
  for (let i = first * 256; i < end;) {
    const strip = i / dims;
    const from = i - strip * dims;
    const to = min(dims, from + (end - i));
    const lastRow = min(rows, (strip + 1) * STRIP);
    for (let row = strip * STRIP; row < lastRow; row++) {
      const offset = (<usize>row * dims) << 2;
      mapRow(values + offset, centers, centerRests, scales, result + offset, from << 2, to << 2);
    }
    i += to - from;
  }
}

/** Columns of one row, from byte to byte. */
function mapRow(
  values: usize,
  centers: usize,
  rests: usize,
  scales: usize,
  result: usize,
  from: usize,
  to: usize,
): void {
  let at = from;
  for (; at + 16 <= to; at += 16) {
    const centred = f32x4.sub(
      f32x4.sub(v128.load(values + at), v128.load(centers + at)),
      v128.load(rests + at),
    );
    v128.store(result + at, f32x4.mul(centred, v128.load(scales + at)));
  }
  for (; at < to; at += 4) {
    const centred = load<f32>(values + at) - load<f32>(centers + at) - load<f32>(rests + at);
    store<f32>(result + at, centred * load<f32>(scales + at));
  }
}
