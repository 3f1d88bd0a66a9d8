// The product of each row of `a` with each row of `b`, row-major; `dims` is a multiple of 4.
// A workgroup takes a tile of 64 by 64 products, an invocation 16 of them.

struct Params {
  a_rows: u32,
  b_rows: u32,
  dims: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> products: array<f32>;

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
  if (column >= params.b_rows) {
    return;
  }
  let sums = tile_products(row, column, lane);
  for (var i = 0u; i < 4u; i++) {
    for (var j = 0u; j < 4u; j++) {
      let from_a = row + lane / 16u + 16u * i;
      let from_b = column + lane % 16u + 16u * j;
      if (from_a < params.a_rows && from_b < params.b_rows) {
        products[from_a * params.b_rows + from_b] = sums[i][j];
      }
    }
  }
}
