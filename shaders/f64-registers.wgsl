// Raises HyperLogLog registers by the finite doubles of each tile. A workgroup takes a tile, an
// invocation every 64th of its doubles.

struct Params {
  tiles: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<u32>;
@group(0) @binding(2) var<storage, read> starts: array<u32>;
@group(0) @binding(3) var<storage, read> targets: array<u32>;
@group(0) @binding(4) var<storage, read_write> registers: array<atomic<u32>>;

// The low 64 bits of a product.
fn times(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let low = multiply(a.x, b.x);
  return vec2<u32>(low.x, low.y + a.x * b.y + a.y * b.x);
}

// The finalizer of MurmurHash3's 64-bit variants.
fn mix_bits(bits: vec2<u32>) -> vec2<u32> {
  var h = bits ^ vec2<u32>(bits.y >> 1u, 0u);
  h = times(h, vec2<u32>(0xed558ccdu, 0xff51afd7u));
  h ^= vec2<u32>(h.y >> 1u, 0u);
  h = times(h, vec2<u32>(0x1a85ec53u, 0xc4ceb9feu));
  return h ^ vec2<u32>(h.y >> 1u, 0u);
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
  let base = targets[2u * tile];
  let choosing = targets[2u * tile + 1u];
  let end = starts[tile + 1u];
  for (var i = starts[tile] + local; i < end; i += 64u) {
    let bits = double_at(i);
    if (is_finite(bits)) {
      let h = mix_bits(bits);
      let below = shift_left(h, choosing);
      // The place of the first one bit behind those that choose the register.
      var rank = 65u - choosing;
      if (below.y != 0u) {
        rank = countLeadingZeros(below.y) + 1u;
      } else if (below.x != 0u) {
        rank = countLeadingZeros(below.x) + 33u;
      }
      atomicMax(&registers[base + (h.y >> (32u - choosing))], rank);
    }
  }
}
