// Flags each entry whose segment, which starts at a head, has more than one entry.

struct Params {
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> heads: array<u32>;
@group(0) @binding(2) var<storage, read_write> flags: array<u32>;

@compute @workgroup_size(256)
fn main(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let index = id.x + id.y * groups.x * 256u;
  if (index < params.count) {
    var next_is_head = true;
    if (index + 1u < params.count) {
      next_is_head = heads[index + 1u] == 1u;
    }
    flags[index] = select(1u, 0u, heads[index] == 1u && next_is_head);
  }
}
