import { FIRST, SECOND, lowbias32, lowbias32x4 } from "./shared/lowbias32";
import { splat } from "./shared/vector";

const ROW_BASE: u32 = 0x85ebca77;

export function run(
  params: usize,
  signatures: usize,
  hi: usize,
  lo: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const rowCount = load<u32>(params);
  const slots = load<u32>(params, 4);
  const rowsPerBand = load<u32>(params, 12);
  const end = min(rowCount * load<u32>(params, 8), last * 256);
  let index = first * 256;
  while (index < end) {
    const band = index / rowCount;
    const row = index % rowCount;
    const at = signatures + ((row * slots + band * rowsPerBand) << 2);
    // Four rows of one band at a time, as long as there are.
    if (index + 4 <= end && row + 4 <= rowCount) {
      fourRows(at, slots << 2, band, rowsPerBand, hi + (index << 2), lo + (index << 2), scratch);
      index += 4;
    } else {
      oneRow(at, band, rowsPerBand, hi + (index << 2), lo + (index << 2));
      index++;
    }
  }
}

function fourRows(
  at: usize,
  stride: usize,
  band: u32,
  rowsPerBand: u32,
  hi: usize,
  lo: usize,
  spot: usize,
): void {
  let low = i32x4.splat(lowbias32(2 * band + 1));
  let high = i32x4.splat(lowbias32(2 * band + 2));
  const base = splat(ROW_BASE, spot);
  const mix1 = splat(FIRST, spot);
  const mix2 = splat(SECOND, spot);
  for (let k: u32 = 0; k < rowsPerBand; k++, at += 4) {
    let values = v128.load32_zero(at);
    values = v128.load_lane<u32>(at + stride, values, 1);
    values = v128.load_lane<u32>(at + 2 * stride, values, 2);
    values = v128.load_lane<u32>(at + 3 * stride, values, 3);
    low = lowbias32x4(v128.xor(low, values), mix1, mix2);
    high = lowbias32x4(i32x4.add(high, i32x4.mul(values, base)), mix1, mix2);
  }
  v128.store(lo, low);
  v128.store(hi, high);
}

function oneRow(at: usize, band: u32, rowsPerBand: u32, hi: usize, lo: usize): void {
  let low = lowbias32(2 * band + 1);
  let high = lowbias32(2 * band + 2);
  for (let k: u32 = 0; k < rowsPerBand; k++) {
    const value = load<u32>(at + (k << 2));
    low = lowbias32(low ^ value);
    high = lowbias32(high + value * ROW_BASE);
  }
  store<u32>(lo, low);
  store<u32>(hi, high);
}
