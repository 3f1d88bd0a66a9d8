// Flags each 64-bit key that differs from the one before it; the first always.

struct Params {
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> hi: array<u32>;
@group(0) @binding(2) var<storage, read> lo: array<u32>;
@group(0) @binding(3) var<storage, read_write> heads: array<u32>;

@compute @workgroup_size(256)
fn main(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let index = id.x + id.y * groups.x * 256u;
  if (index < params.count) {
    let before = max(index, 1u) - 1u;
    let differs = hi[index] != hi[before] || lo[index] != lo[before];
    heads[index] = select(0u, 1u, index == 0u || differs);
  }
}
