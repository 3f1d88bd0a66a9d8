// Maps each column of a row-major matrix: `(value - center - centerRest) * scale`.
// An invocation maps 8 rows of one column; neighbours take neighbouring columns.

struct Params {
  rows: u32,
  dims: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read> centers: array<f32>;
@group(0) @binding(3) var<storage, read> center_rests: array<f32>;
@group(0) @binding(4) var<storage, read> scales: array<f32>;
@group(0) @binding(5) var<storage, read_write> result: array<f32>;

const STRIP = 8u;
const INFINITY = 0x7f800000u;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = (group.x + group.y * groups.x) * 256u + local;
  let strip = index / params.dims;
  let column = index % params.dims;
  let first = strip * STRIP;
  if (first >= params.rows) {
    return;
  }
  let center = centers[column];
  let rest = center_rests[column];
  let scale = scales[column];
  let end = min(first + STRIP, params.rows);
  for (var row = first; row < end; row++) {
    let at = row * params.dims + column;
    let value = values[at];
    // A device may take for granted that there are no NaN and no infinities, so bits decide.
    let finite = (bitcast<u32>(value) & INFINITY) != INFINITY;
    result[at] = select(value, ((value - center) - rest) * scale, finite);
  }
}
