// Sums the products of each two columns of 15-bit integers, of which a word holds two rows.
// A workgroup takes 32 columns by 32, an invocation 4 by 4 of them.

struct Params {
  pairs: u32,
  dims: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> quantized: array<u32>;
@group(0) @binding(2) var<storage, read_write> products: array<u32>;

const TILE = 32u;
const DEPTH = 16u;
// So many pairs of products of 15 bits add up to 31 bits.
const SAFE = 4u;

var<workgroup> left: array<u32, 512>;
var<workgroup> right: array<u32, 512>;

fn word_at(pair: u32, column: u32) -> u32 {
  if (pair < params.pairs && column < params.dims) {
    return quantized[pair * params.dims + column];
  }
  return 0u;
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  // Tiles on and above the diagonal, row by row.
  let across = (params.dims + TILE - 1u) / TILE;
  var tile_row = 0u;
  var rest = group.x + group.y * groups.x;
  while (tile_row < across && rest >= across - tile_row) {
    rest -= across - tile_row;
    tile_row++;
  }
  let first_row = tile_row * TILE;
  let first_column = (tile_row + rest) * TILE;
  let y = local / 8u * 4u;
  let x = local % 8u * 4u;

  var low = array<u32, 16>();
  var high = array<u32, 16>();
  for (var depth = 0u; depth < params.pairs; depth += DEPTH) {
    for (var i = local; i < DEPTH * TILE; i += 64u) {
      left[i] = word_at(depth + i / TILE, first_row + i % TILE);
      right[i] = word_at(depth + i / TILE, first_column + i % TILE);
    }
    workgroupBarrier();
    for (var start = 0u; start < DEPTH; start += SAFE) {
      var sums = array<i32, 16>();
      for (var k = start; k < start + SAFE; k++) {
        for (var i = 0u; i < 4u; i++) {
          let a = bitcast<i32>(left[k * TILE + y + i]);
          for (var j = 0u; j < 4u; j++) {
            let b = bitcast<i32>(right[k * TILE + x + j]);
            sums[i * 4u + j] += ((a << 16u) >> 16u) * ((b << 16u) >> 16u) +
              (a >> 16u) * (b >> 16u);
          }
        }
      }
      for (var i = 0u; i < 16u; i++) {
        let sum = bitcast<u32>(sums[i]);
        low[i] += sum;
        high[i] += bitcast<u32>(sums[i] >> 31u) + u32(low[i] < sum);
      }
    }
    workgroupBarrier();
  }

  for (var i = 0u; i < 4u; i++) {
    for (var j = 0u; j < 4u; j++) {
      let row = first_row + y + i;
      let column = first_column + x + j;
      if (row < params.dims && column < params.dims) {
        let at = 2u * (row * params.dims + column);
        products[at] = low[i * 4u + j];
        products[at + 1u] = high[i * 4u + j];
      }
    }
  }
}
