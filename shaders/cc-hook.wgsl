// Joins the trees of each edge's two nodes: the larger root is hooked under the smaller.
// Lock-free, after ECL-CC (Jaiganesh and Burtscher, HPDC 2018): parents only ever decrease.

struct Params {
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> left: array<u32>;
@group(0) @binding(2) var<storage, read> right: array<u32>;
@group(0) @binding(3) var<storage, read_write> parent: array<atomic<u32>>;

fn find_root(node: u32) -> u32 {
  var at = node;
  loop {
    let above = atomicLoad(&parent[at]);
    if (above == at) {
      break;
    }
    let next = atomicLoad(&parent[above]);
    if (next != above) {
      atomicMin(&parent[at], next);
    }
    at = above;
  }
  return at;
}

@compute @workgroup_size(256)
fn main(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let edge = id.x + id.y * groups.x * 256u;
  if (edge >= params.count) {
    return;
  }
  var a = find_root(left[edge]);
  var b = find_root(right[edge]);
  while (a != b) {
    let larger = max(a, b);
    let smaller = min(a, b);
    if (atomicCompareExchangeWeak(&parent[larger], larger, smaller).exchanged) {
      break;
    }
    a = find_root(larger);
    b = find_root(smaller);
  }
}
