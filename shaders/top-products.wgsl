// For each row of `a` the `k` rows of `b` with the highest `product + bias`, falling; of equal
// scores the lower index first. A workgroup takes 64 rows and goes through all columns, 64 at a
// time: all invocations multiply, then one for each row enters what is good enough into its list.

struct Params {
  a_rows: u32,
  b_rows: u32,
  dims: u32,
  k: u32,
  first_column: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> scores: array<f32>;
@group(0) @binding(5) var<storage, read_write> indices: array<u32>;

const NO_SCORE = -0x1.fffffep+127f;
// Columns whose products are in workgroup memory at a time.
const PART = 16u;

var<workgroup> found: array<f32, 1024>;

fn enter(list: u32, score: f32, index: u32) {
  var at = list + params.k - 1u;
  while (at > list && score > scores[at - 1u]) {
    scores[at] = scores[at - 1u];
    indices[at] = indices[at - 1u];
    at--;
  }
  scores[at] = score;
  indices[at] = index;
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = (group.x + group.y * groups.x) * TILE;
  if (row >= params.a_rows) {
    return;
  }
  let owns = lane < TILE && row + lane < params.a_rows;
  let list = (row + lane) * params.k;
  var least = NO_SCORE;
  if (owns) {
    if (params.first_column == 0u) {
      for (var i = 0u; i < params.k; i++) {
        scores[list + i] = NO_SCORE;
        indices[list + i] = 0xffffffffu;
      }
    } else {
      least = scores[list + params.k - 1u];
    }
  }
  for (var column = 0u; column < params.b_rows; column += TILE) {
    let sums = tile_products(row, column, lane);
    for (var part = 0u; part < TILE / PART; part++) {
      for (var i = 0u; i < 4u; i++) {
        found[(lane / 16u + 16u * i) * PART + lane % 16u] = sums[i][part];
      }
      workgroupBarrier();
      if (owns) {
        let first = column + part * PART;
        let end = min(PART, params.b_rows - min(params.b_rows, first));
        for (var j = 0u; j < end; j++) {
          let score = found[lane * PART + j] + bias[first + j];
          if (score > least) {
            enter(list, score, params.first_column + first + j);
            least = scores[list + params.k - 1u];
          }
        }
      }
      workgroupBarrier();
    }
  }
}
