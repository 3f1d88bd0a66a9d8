// Scales each row to length 1, after the affine map of its columns where `mapped` is 1.
// `lanes` neighbouring invocations share a row.

struct Params {
  rows: u32,
  dims: u32,
  lanes: u32,
  mapped: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read> centers: array<f32>;
@group(0) @binding(3) var<storage, read> center_rests: array<f32>;
@group(0) @binding(4) var<storage, read> scales: array<f32>;
@group(0) @binding(5) var<storage, read_write> result: array<f32>;

const INFINITY = 0x7f800000u;
const ZERO_ROW = 0x0d800000u; // 2^-100
// Between these the squares of a row neither overflow nor vanish.
const SMALL = 0x2d800000u; // 2^-36
const LARGE = 0x52000000u; // 2^37

var<workgroup> largest_of: array<u32, 256>;
var<workgroup> sums: array<f32, 256>;

fn mapped_value(row: u32, column: u32) -> f32 {
  let value = values[row * params.dims + column];
  let finite = (bitcast<u32>(value) & INFINITY) != INFINITY;
  if (params.mapped == 0u || !finite) {
    return value;
  }
  return ((value - centers[column]) - center_rests[column]) * scales[column];
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = (group.x + group.y * groups.x) * 256u + local;
  let row = index / params.lanes;
  let lane = index % params.lanes;
  var end = 0u;
  if (row < params.rows) {
    end = params.dims;
  }

  var largest = 0u;
  var sum = 0.0;
  for (var column = lane; column < end; column += params.lanes) {
    let value = mapped_value(row, column);
    largest = max(largest, bitcast<u32>(value) & 0x7fffffffu);
    sum += value * value;
  }
  largest_of[local] = largest;
  workgroupBarrier();
  for (var half = params.lanes / 2u; half > 0u; half /= 2u) {
    if (lane < half) {
      largest_of[local] = max(largest_of[local], largest_of[local + half]);
    }
    workgroupBarrier();
  }
  largest = largest_of[local - lane];

  // A power of two brings rows of extreme values back to where squares are exact enough.
  var scale = 1.0;
  if (largest < INFINITY && largest >= ZERO_ROW && (largest < SMALL || largest > LARGE)) {
    let exponent = min(largest >> 23u, 253u);
    scale = bitcast<f32>((254u - exponent) << 23u);
    sum = 0.0;
    for (var column = lane; column < end; column += params.lanes) {
      let value = mapped_value(row, column) * scale;
      sum += value * value;
    }
  }
  sums[local] = sum;
  workgroupBarrier();
  for (var half = params.lanes / 2u; half > 0u; half /= 2u) {
    if (lane < half) {
      sums[local] += sums[local + half];
    }
    workgroupBarrier();
  }
  let inverse = 1.0 / sqrt(sums[local - lane]);

  var not_a_number = 0x7fc00000u;
  for (var column = lane; column < end; column += params.lanes) {
    let at = row * params.dims + column;
    if (largest >= INFINITY) {
      result[at] = bitcast<f32>(not_a_number);
    } else if (largest < ZERO_ROW) {
      result[at] = 0.0;
    } else {
      result[at] = (mapped_value(row, column) * scale) * inverse;
    }
  }
}
