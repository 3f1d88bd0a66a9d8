// Points each node straight at the root of its tree.

struct Params {
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> parent: array<atomic<u32>>;

@compute @workgroup_size(256)
fn main(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let node = id.x + id.y * groups.x * 256u;
  if (node >= params.count) {
    return;
  }
  var at = node;
  loop {
    let above = atomicLoad(&parent[at]);
    if (above == at) {
      break;
    }
    at = above;
  }
  atomicStore(&parent[node], at);
}
