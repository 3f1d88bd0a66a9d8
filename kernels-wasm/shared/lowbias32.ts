export const FIRST: u32 = 0x7feb352d;
export const SECOND: u32 = 0x846ca68b;

export function lowbias32(value: u32): u32 {
  let x = value;
  x = (x ^ (x >> 16)) * FIRST;
  x = (x ^ (x >> 15)) * SECOND;
  return x ^ (x >> 16);
}

/** Four at a time; `first` and `second` are the multipliers of these names. */
export function lowbias32x4(value: v128, first: v128, second: v128): v128 {
  let x = value;
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), first);
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), second);
  return v128.xor(x, i32x4.shr_u(x, 16));
}
