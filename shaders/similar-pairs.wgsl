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
  let from_a = row + lane / 16u;
  let from_b = column + lane % 16u;
  // A bit for each of the products.
  var similar = 0u;
  for (var i = 0u; i < 16u; i++) {
    let a_row = from_a + i / 4u * 16u;
    let b_row = from_b + i % 4u * 16u;
    let exists = a_row < params.a_rows && b_row < params.b_rows;
    let wanted = params.triangular == 0u || a_row < b_row;
    if (exists && wanted && sums[i / 4u][i % 4u] >= params.threshold) {
      similar |= 1u << i;
    }
  }
  for (var at = reserve(countOneBits(similar)); similar != 0u; at++) {
    let i = firstTrailingBit(similar);
    similar &= similar - 1u;
    if (at < params.capacity) {
      left[at] = from_a + i / 4u * 16u;
      right[at] = from_b + i % 4u * 16u;
    }
  }
}
