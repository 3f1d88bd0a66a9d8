// Sums up the values before each within its block of 2048, starting at the block's offset.

struct Params {
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<u32>;
@group(0) @binding(2) var<storage, read> offsets: array<u32>;
@group(0) @binding(3) var<storage, read_write> prefix: array<u32>;

const BLOCK = 2048u;
const ITEMS = 8u;

var<workgroup> staged: array<u32, 2112>;
var<workgroup> sums: array<u32, 272>;
var<workgroup> group_sums: array<u32, 16>;

// One word of padding in 33 keeps both row-wise and item-wise access free of bank conflicts.
fn padded(index: u32) -> u32 {
  return index + (index >> 5u);
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let block_index = group.x + group.y * groups.x;
  for (var row = 0u; row < BLOCK; row += 256u) {
    let index = block_index * BLOCK + row + local;
    var value = 0u;
    if (index < params.count) {
      value = values[index];
    }
    staged[padded(row + local)] = value;
  }
  workgroupBarrier();

  var sum = 0u;
  for (var i = 0u; i < ITEMS; i++) {
    sum += staged[padded(local * ITEMS + i)];
  }
  sums[local + (local >> 4u)] = sum;
  workgroupBarrier();
  if (local < 16u) {
    var running = 0u;
    for (var i = local * 17u; i < local * 17u + 16u; i++) {
      let value = sums[i];
      sums[i] = running;
      running += value;
    }
    group_sums[local] = running;
  }
  workgroupBarrier();

  var running = sums[local + (local >> 4u)];
  if (block_index * BLOCK < params.count) {
    running += offsets[block_index];
  }
  for (var i = 0u; i < (local >> 4u); i++) {
    running += group_sums[i];
  }
  for (var i = 0u; i < ITEMS; i++) {
    let at = padded(local * ITEMS + i);
    let value = staged[at];
    staged[at] = running;
    running += value;
  }
  workgroupBarrier();
  for (var row = 0u; row < BLOCK; row += 256u) {
    let index = block_index * BLOCK + row + local;
    if (index < params.count) {
      prefix[index] = staged[padded(row + local)];
    }
  }
}
