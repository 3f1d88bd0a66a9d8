// Marks the higher row of each edge: hit by a kept lower row, or blocked by an undecided one.

struct Params {
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> lower: array<u32>;
@group(0) @binding(2) var<storage, read> higher: array<u32>;
@group(0) @binding(3) var<storage, read> states: array<u32>;
@group(0) @binding(4) var<storage, read_write> marks: array<atomic<u32>>;

const UNDECIDED = 0u;
const KEPT = 1u;
const REMOVED = 2u;
const BLOCKED = 1u;
const HIT = 2u;

@compute @workgroup_size(256)
fn main(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let edge = id.x + id.y * groups.x * 256u;
  if (edge >= params.count) {
    return;
  }
  let row = higher[edge];
  if (states[row] != UNDECIDED) {
    return;
  }
  let neighbour = states[lower[edge]];
  if (neighbour != REMOVED) {
    atomicMax(&marks[row], select(BLOCKED, HIT, neighbour == KEPT));
  }
}
