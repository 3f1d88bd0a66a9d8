// Counts the keys of each 8-bit digit in each tile of 2048: `counts[digit * tiles + tile]`.

struct Params {
  count: u32,
  shift: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> keys: array<u32>;
@group(0) @binding(2) var<storage, read_write> counts: array<u32>;

const TILE = 2048u;

var<workgroup> histogram: array<atomic<u32>, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = group.x + group.y * groups.x;
  atomicStore(&histogram[local], 0u);
  workgroupBarrier();
  for (var row = 0u; row < TILE; row += 256u) {
    let index = tile * TILE + row + local;
    if (index < params.count) {
      atomicAdd(&histogram[(keys[index] >> params.shift) & 0xffu], 1u);
    }
  }
  workgroupBarrier();
  let tiles = (params.count + TILE - 1u) / TILE;
  if (tile < tiles) {
    counts[local * tiles + tile] = atomicLoad(&histogram[local]);
  }
}
