// Sums the first four powers of the finite doubles of each tile. A workgroup takes a tile, an invocation
// every 64th of its doubles.

struct Params {
  tiles: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<u32>;
@group(0) @binding(2) var<storage, read> starts: array<u32>;
@group(0) @binding(3) var<storage, read_write> powers: array<u32>;

const GRIDS = 4u;
const LENGTH = 101u;
const SUMS = 24u;

// The place of the highest bit of any value that is left, and the count of those left at last.
var<workgroup> tops: array<atomic<u32>, 4>;
var<workgroup> top: u32;
var<workgroup> unfit: atomic<u32>;
// The sums of each invocation; word `i` of the one is at `i * 64`.
var<workgroup> shared_sums: array<u32, 1536>;
// Words of 0 to 2 are the sum of the values, then 5 of the squares, 7 of third and 9 of fourth powers.
var<private> sums: array<u32, 24>;

fn lowest_bit(exponent: u32, mantissa: vec2<u32>) -> u32 {
  if (mantissa.x != 0u) {
    return exponent + countTrailingZeros(mantissa.x);
  }
  return exponent + 32u + countTrailingZeros(mantissa.y);
}

fn highest_bit(exponent: u32, mantissa: vec2<u32>) -> u32 {
  if (mantissa.y != 0u) {
    return exponent + 32u + firstLeadingBit(mantissa.y);
  }
  return exponent + firstLeadingBit(mantissa.x);
}

// Adds `words`, or takes them away where `mask` is all ones, at the `length` words from `at`.
fn add(at: u32, length: u32, words: array<u32, 9>, mask: u32) {
  var carry = mask & 1u;
  for (var i = 0u; i < length; i++) {
    let word = words[i] ^ mask;
    let part = sums[at + i] + word;
    let sum = part + carry;
    carry = u32(part < word) | u32(sum < part);
    sums[at + i] = sum;
  }
}

// The product of four words and the first `length` of others.
fn product(a: array<u32, 9>, b: array<u32, 9>, length: u32) -> array<u32, 9> {
  var result = array<u32, 9>();
  for (var i = 0u; i < length; i++) {
    var carry = 0u;
    for (var j = 0u; j < 4u; j++) {
      let part = multiply(b[i], a[j]);
      let low = part.x + carry;
      let sum = low + result[i + j];
      carry = part.y + u32(low < carry) + u32(sum < low);
      result[i + j] = sum;
    }
    result[i + 4u] = carry;
  }
  return result;
}

fn add_powers(u: vec2<u32>, negative: bool) {
  let mask = select(0u, 0xffffffffu, negative);
  var value = array<u32, 9>();
  value[0] = u.x;
  value[1] = u.y;
  let square = product(value, value, 2u);
  add(0u, 3u, value, mask);
  add(3u, 5u, square, 0u);
  add(8u, 7u, product(square, value, 2u), mask);
  add(15u, 9u, product(square, square, 4u), 0u);
}

// Adds the sums of another invocation, word by word with carries within each power.
fn add_shared(other: u32) {
  var carry = 0u;
  for (var i = 0u; i < SUMS; i++) {
    if (i == 3u || i == 8u || i == 15u) {
      carry = 0u;
    }
    let word = shared_sums[i * 64u + other];
    let part = sums[i] + word;
    let sum = part + carry;
    carry = u32(part < word) | u32(sum < part);
    sums[i] = sum;
  }
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = group.x + group.y * groups.x;
  if (tile >= params.tiles) {
    return;
  }
  let start = starts[tile];
  let end = starts[tile + 1u];
  // Values whose lowest bit is here or above are summed up already.
  var done = 0xffffffffu;
  for (var grid = 0u; grid < GRIDS; grid++) {
    var own_top = 0u;
    for (var i = start + local; i < end; i += 64u) {
      let bits = double_at(i);
      let mantissa = mantissa_of(bits);
      if (is_finite(bits) && any(mantissa != vec2<u32>())) {
        let exponent = exponent_of(bits);
        if (lowest_bit(exponent, mantissa) < done) {
          own_top = max(own_top, highest_bit(exponent, mantissa));
        }
      }
    }
    atomicMax(&tops[grid], own_top);
    workgroupBarrier();
    if (local == 0u) {
      top = atomicLoad(&tops[grid]);
    }
    let highest = workgroupUniformLoad(&top);
    let at = tile * LENGTH + 1u + grid * (SUMS + 1u);
    if (highest == 0u) {
      if (local <= SUMS) {
        powers[at + local] = 0u;
      }
      continue;
    }
    // At least 1, and in 64 bits of the highest one.
    let exponent = max(highest, 64u) - 63u;
    sums = array<u32, 24>();
    for (var i = start + local; i < end; i += 64u) {
      let bits = double_at(i);
      let mantissa = mantissa_of(bits);
      if (!is_finite(bits) || all(mantissa == vec2<u32>())) {
        continue;
      }
      let own = exponent_of(bits);
      let low = lowest_bit(own, mantissa);
      if (low >= exponent && low < done) {
        let up = shift_left(mantissa, max(own, exponent) - exponent);
        add_powers(shift_right(up, exponent - min(own, exponent)), bits.y >= SIGN);
      } else if (grid == GRIDS - 1u && low < exponent) {
        atomicAdd(&unfit, 1u);
      }
    }
    done = exponent;

    for (var reach = 32u; reach > 0u; reach /= 2u) {
      for (var i = 0u; i < SUMS; i++) {
        shared_sums[i * 64u + local] = sums[i];
      }
      workgroupBarrier();
      if (local < reach) {
        add_shared(local + reach);
      }
      workgroupBarrier();
    }
    if (local == 0u) {
      powers[at] = exponent;
      for (var i = 0u; i < SUMS; i++) {
        powers[at + 1u + i] = sums[i];
      }
    }
  }
  workgroupBarrier();
  if (local == 0u) {
    powers[tile * LENGTH] = atomicLoad(&unfit);
  }
}
