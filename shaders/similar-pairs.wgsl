// Appends each pair of a row of `a` and a row of `b` whose product reaches `threshold`; with
// `triangular` only those whose left is less than their right. `count` goes on where `capacity`
// pairs are there already. A workgroup takes a tile of 64 by 64 products, an invocation 16.

struct Params {
  a_rows: u32,
  b_rows: u32,
  dims: u32,
  threshold: f32,
  capacity: u32,
  triangular: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> count: array<atomic<u32>>;
@group(0) @binding(4) var<storage, read_write> left: array<u32>;
@group(0) @binding(5) var<storage, read_write> right: array<u32>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let tile = group.x + group.y * groups.x;
  let a_tiles = (params.a_rows + TILE - 1u) / TILE;
  let row = (tile % a_tiles) * TILE;
  let column = (tile / a_tiles) * TILE;
  if (column >= params.b_rows || (params.triangular != 0u && row > column)) {
    return;
  }
  let sums = tile_products(row, column, lane);
  for (var i = 0u; i < 4u; i++) {
    for (var j = 0u; j < 4u; j++) {
      let from_a = row + lane / 16u + 16u * i;
      let from_b = column + lane % 16u + 16u * j;
      let exists = from_a < params.a_rows && from_b < params.b_rows;
      let wanted = params.triangular == 0u || from_a < from_b;
      if (exists && wanted && sums[i][j] >= params.threshold) {
        let at = atomicAdd(&count[0], 1u);
        if (at < params.capacity) {
          left[at] = from_a;
          right[at] = from_b;
        }
      }
    }
  }
}
