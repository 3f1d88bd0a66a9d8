
// Doubles in words: `x` is the low one, `y` the high one.

const SIGN = 0x80000000u;
const INFINITY = 0x7ff00000u;

// Zero has no sign.
fn double_at(index: u32) -> vec2<u32> {
  let bits = vec2<u32>(values[2u * index], values[2u * index + 1u]);
  return select(bits, vec2<u32>(), bits.x == 0u && bits.y == SIGN);
}

fn is_finite(bits: vec2<u32>) -> bool {
  return (bits.y & INFINITY) != INFINITY;
}

// A finite double is `mantissa * 2 ** (exponent - 1075)`.
fn exponent_of(bits: vec2<u32>) -> u32 {
  return max(1u, (bits.y & INFINITY) >> 20u);
}

fn mantissa_of(bits: vec2<u32>) -> vec2<u32> {
  let implied = select(0u, 0x100000u, (bits.y & INFINITY) != 0u);
  return vec2<u32>(bits.x, (bits.y & 0xfffffu) | implied);
}

// What is shifted beyond 64 bits is lost.
fn shift_left(value: vec2<u32>, by: u32) -> vec2<u32> {
  if (by == 0u) {
    return value;
  }
  if (by >= 64u) {
    return vec2<u32>();
  }
  if (by >= 32u) {
    return vec2<u32>(0u, value.x << (by - 32u));
  }
  return vec2<u32>(value.x << by, (value.y << by) | (value.x >> (32u - by)));
}

fn shift_right(value: vec2<u32>, by: u32) -> vec2<u32> {
  if (by == 0u) {
    return value;
  }
  if (by >= 64u) {
    return vec2<u32>();
  }
  if (by >= 32u) {
    return vec2<u32>(value.y >> (by - 32u), 0u);
  }
  return vec2<u32>((value.x >> by) | (value.y << (32u - by)), value.y >> by);
}

fn negated(value: vec2<u32>) -> vec2<u32> {
  return vec2<u32>(0u - value.x, ~value.y + u32(value.x == 0u));
}

// The greatest multiple of `2 ** width` that is not above a double, as an integer of 64 bits.
fn multiple_of(bits: vec2<u32>, width: i32) -> vec2<u32> {
  let whole = mantissa_of(bits);
  let down = u32(width + 1075) - exponent_of(bits);
  let multiple = shift_right(whole, down);
  if (bits.y < SIGN) {
    return multiple;
  }
  let rest = any(shift_left(multiple, down) != whole);
  let low = multiple.x + u32(rest);
  return negated(vec2<u32>(low, multiple.y + u32(low < multiple.x)));
}

// The product of two words in two words.
fn multiply(a: u32, b: u32) -> vec2<u32> {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let cross = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let middle = (a & 0xffffu) * (b >> 16u) + (cross & 0xffffu);
  return vec2<u32>(
    (middle << 16u) | (low & 0xffffu),
    (a >> 16u) * (b >> 16u) + (cross >> 16u) + (middle >> 16u),
  );
}
