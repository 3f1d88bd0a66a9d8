// Picks rows of a row-major matrix: row `i` of the result is row `rows[i]` of `values`.
// An invocation moves one value.

struct Params {
  count: u32,
  dims: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> rows: array<u32>;
@group(0) @binding(2) var<storage, read> values: array<f32>;
@group(0) @binding(3) var<storage, read_write> result: array<f32>;

@compute @workgroup_size(256)
fn main(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let index = id.x + id.y * groups.x * 256u;
  if (index < params.count * params.dims) {
    result[index] = values[rows[index / params.dims] * params.dims + index % params.dims];
  }
}
