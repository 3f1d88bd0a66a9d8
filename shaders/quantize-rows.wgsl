// Maps each column to integers of 15 bits, two rows to a word.

struct Params {
  rows: u32,
  dims: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read> centers: array<f32>;
@group(0) @binding(3) var<storage, read> center_rests: array<f32>;
@group(0) @binding(4) var<storage, read> scales: array<f32>;
@group(0) @binding(5) var<storage, read_write> pairs: array<u32>;

const INFINITY = 0x7f800000u;

fn quantized(row: u32, column: u32) -> i32 {
  if (row >= params.rows) {
    return 0;
  }
  let value = values[row * params.dims + column];
  if ((bitcast<u32>(value) & INFINITY) == INFINITY) {
    return 0;
  }
  let mapped = ((value - centers[column]) - center_rests[column]) * scales[column];
  return i32(round(clamp(mapped, -16383.0, 16383.0)));
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = (group.x + group.y * groups.x) * 256u + local;
  let row = index / params.dims * 2u;
  let column = index % params.dims;
  if (row < params.rows) {
    let low = u32(quantized(row, column)) & 0xffffu;
    pairs[index] = low | (u32(quantized(row + 1u, column)) << 16u);
  }
}
