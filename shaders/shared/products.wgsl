
const TILE = 64u;
// Dimensions that are in workgroup memory at a time, and how far they are apart there: not a
// multiple of 32, so that rows that are stored side by side meet no bank twice.
const DEPTH = 16u;
const PITCH = 65u;

// The rows of `a` and of `b`, by dimension.
var<workgroup> a_part: array<Factor, 1040>;
var<workgroup> b_part: array<Factor, 1040>;

// Products of a tile, 16 to an invocation: `[i][j]` is that of row `lane / 16 + 16 i` with
// column `lane % 16 + 16 j`. Rows and columns that are not there give 0.
fn tile_products(row: u32, column: u32, lane: u32) -> array<vec4<f32>, 4> {
  let x = lane % 16u;
  let y = lane / 16u;
  var sums = array<vec4<f32>, 4>();
  for (var depth = 0u; depth < params.dims; depth += DEPTH) {
    for (var i = lane; i < DEPTH * TILE; i += 256u) {
      let k = depth + i % DEPTH;
      let r = i / DEPTH;
      let at = (i % DEPTH) * PITCH + r;
      var a_value = 0.0;
      var b_value = 0.0;
      if (k < params.dims) {
        if (row + r < params.a_rows) {
          a_value = a[(row + r) * params.dims + k];
        }
        if (column + r < params.b_rows) {
          b_value = b[(column + r) * params.dims + k];
        }
      }
      a_part[at] = factor(a_value);
      b_part[at] = factor(b_value);
    }
    workgroupBarrier();
    for (var k = 0u; k < DEPTH; k++) {
      let at = k * PITCH;
      let columns = vec4<f32>(vec4<Factor>(
        b_part[at + x], b_part[at + x + 16u], b_part[at + x + 32u], b_part[at + x + 48u],
      ));
      sums[0] += f32(a_part[at + y]) * columns;
      sums[1] += f32(a_part[at + y + 16u]) * columns;
      sums[2] += f32(a_part[at + y + 32u]) * columns;
      sums[3] += f32(a_part[at + y + 48u]) * columns;
    }
    workgroupBarrier();
  }
  return sums;
}
