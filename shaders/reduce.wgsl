// Reduces each block of 2048 values to its sum, min or max; no values are one empty block.

struct Params {
  count: u32,
  operation: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<u32>;
@group(0) @binding(2) var<storage, read_write> results: array<u32>;

const MIN = 1u;
const MAX = 2u;
const BLOCK = 2048u;

var<workgroup> partial: array<u32, 256>;

fn combine(a: u32, b: u32) -> u32 {
  if (params.operation == MIN) {
    return min(a, b);
  }
  if (params.operation == MAX) {
    return max(a, b);
  }
  return a + b;
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let block_index = group.x + group.y * groups.x;
  var result = select(0u, 0xffffffffu, params.operation == MIN);
  for (var row = 0u; row < BLOCK; row += 256u) {
    let index = block_index * BLOCK + row + local;
    if (index < params.count) {
      result = combine(result, values[index]);
    }
  }
  partial[local] = result;
  workgroupBarrier();
  if (local < 16u) {
    for (var i = 16u; i < 256u; i += 16u) {
      result = combine(result, partial[local + i]);
    }
    partial[local] = result;
  }
  workgroupBarrier();
  let blocks = max(1u, (params.count + BLOCK - 1u) / BLOCK);
  if (local == 0u && block_index < blocks) {
    for (var i = 1u; i < 16u; i++) {
      result = combine(result, partial[i]);
    }
    results[block_index] = result;
  }
}
