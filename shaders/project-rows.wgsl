// Multiplies each row of a matrix, centred, by a matrix of weights, and adds offsets.
// A workgroup takes 32 rows by 32 outputs, an invocation 4 by 4 of them.

struct Params {
  rows: u32,
  dims: u32,
  outputs: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read> centers: array<f32>;
@group(0) @binding(3) var<storage, read> center_rests: array<f32>;
@group(0) @binding(4) var<storage, read> weights: array<f32>;
@group(0) @binding(5) var<storage, read> offsets: array<f32>;
@group(0) @binding(6) var<storage, read_write> result: array<f32>;

const TILE = 32u;
const INFINITY = 0x7f800000u;

// Columns of centred values lie 33 apart, so that no two of a bank are written at once.
var<workgroup> centred: array<f32, 1056>;
var<workgroup> weight: array<f32, 1024>;
var<workgroup> broken: array<atomic<u32>, 32>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let across = (params.outputs + TILE - 1u) / TILE;
  let index = group.x + group.y * groups.x;
  let first_row = index / across * TILE;
  let first_output = index % across * TILE;
  let y = local / 8u * 4u;
  let x = local % 8u * 4u;
  if (local < TILE) {
    atomicStore(&broken[local], 0u);
  }
  workgroupBarrier();

  var sums = array<f32, 16>();
  for (var start = 0u; start < params.dims; start += TILE) {
    for (var i = local; i < TILE * TILE; i += 64u) {
      let row = first_row + i / TILE;
      let column = start + i % TILE;
      var value = 0.0;
      if (row < params.rows && column < params.dims) {
        let given = values[row * params.dims + column];
        if ((bitcast<u32>(given) & INFINITY) == INFINITY) {
          atomicStore(&broken[i / TILE], 1u);
        } else {
          value = (given - centers[column]) - center_rests[column];
        }
      }
      centred[i % TILE * 33u + i / TILE] = value;
      let output = first_output + i % TILE;
      var factor = 0.0;
      if (start + i / TILE < params.dims && output < params.outputs) {
        factor = weights[(start + i / TILE) * params.outputs + output];
      }
      weight[i] = factor;
    }
    workgroupBarrier();
    for (var k = 0u; k < TILE; k++) {
      for (var i = 0u; i < 4u; i++) {
        let value = centred[k * 33u + y + i];
        for (var j = 0u; j < 4u; j++) {
          sums[i * 4u + j] += value * weight[k * TILE + x + j];
        }
      }
    }
    workgroupBarrier();
  }

  var not_a_number = 0x7fc00000u;
  for (var i = 0u; i < 4u; i++) {
    let row = first_row + y + i;
    for (var j = 0u; j < 4u; j++) {
      let output = first_output + x + j;
      if (row < params.rows && output < params.outputs) {
        let at = row * params.outputs + output;
        if (atomicLoad(&broken[y + i]) == 1u) {
          result[at] = bitcast<f32>(not_a_number);
        } else {
          result[at] = sums[i * 4u + j] + offsets[output];
        }
      }
    }
  }
}
