// Decides undecided rows by their marks, hit removed and free kept, and clears the marks.

struct Params {
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> marks: array<u32>;
@group(0) @binding(2) var<storage, read_write> states: array<u32>;

const UNDECIDED = 0u;
const KEPT = 1u;
const REMOVED = 2u;
const FREE = 0u;
const HIT = 2u;

@compute @workgroup_size(256)
fn main(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let row = id.x + id.y * groups.x * 256u;
  if (row >= params.count || states[row] != UNDECIDED) {
    return;
  }
  if (marks[row] == FREE) {
    states[row] = KEPT;
  } else if (marks[row] == HIT) {
    states[row] = REMOVED;
  }
  marks[row] = FREE;
}
