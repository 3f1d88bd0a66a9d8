// Divides finite doubles into integers of 14 bits, two rows to a word. An invocation takes two rows of a
// column; those of a column more write ones.

struct Params {
  rows: u32,
  columns: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<u32>;
@group(0) @binding(2) var<storage, read> grids: array<u32>;
@group(0) @binding(3) var<storage, read_write> limbs: array<u32>;

const LIMBS = 3u;

// The limbs of a double, the lowest first.
fn limbs_of(column: u32, row: u32) -> vec3<u32> {
  if (row >= params.rows) {
    return vec3<u32>();
  }
  let bits = double_at(column * params.rows + row);
  let multiple = multiple_of(bits, bitcast<i32>(grids[3u * column]));
  let low = grids[3u * column + 1u];
  let x = multiple.x - low;
  let y = multiple.y - grids[3u * column + 2u] - u32(multiple.x < low);
  return vec3<u32>(x & 0x3fffu, (x >> 14u) & 0x3fffu, ((x >> 28u) | (y << 4u)) & 0xffffu);
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  // Neighbours take neighbouring rows, which lie side by side.
  let index = (group.x + group.y * groups.x) * 256u + local;
  let pairs = (params.rows + 1u) / 2u;
  if (index >= pairs * (params.columns + 1u)) {
    return;
  }
  let column = index / pairs;
  let row = index % pairs * 2u;
  let at = index % pairs * (LIMBS * params.columns + 1u) + LIMBS * column;
  if (column == params.columns) {
    limbs[at] = 1u | (u32(row + 1u < params.rows) << 16u);
    return;
  }
  let words = limbs_of(column, row) | (limbs_of(column, row + 1u) << vec3<u32>(16u));
  limbs[at] = words.x;
  limbs[at + 1u] = words.y;
  limbs[at + 2u] = words.z;
}
