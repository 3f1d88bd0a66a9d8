// Pools the vectors of each row's first tokens into one of `dims` numbers, the first of the `width` of
// a token. An invocation has one number of one row; neighbours read what is side by side.

struct Params {
  rows: u32,
  tokens: u32,
  width: u32,
  dims: u32,
  mode: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read> lengths: array<u32>;
@group(0) @binding(3) var<storage, read_write> result: array<f32>;

const MEAN = 0u;
const CLS = 1u;
const MAX = 2u;
const LAST_TOKEN = 4u;
// Tokens that are summed on their own, so that few roundings follow each other.
const PART = 16u;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = (group.x + group.y * groups.x) * 256u + local;
  let row = index / params.dims;
  if (row >= params.rows) {
    return;
  }
  let start = row * params.tokens * params.width + index % params.dims;
  let length = lengths[row];
  if (params.mode == CLS) {
    result[index] = values[start];
    return;
  }
  if (params.mode == LAST_TOKEN) {
    result[index] = values[start + (length - 1u) * params.width];
    return;
  }
  var most = values[start];
  var sum = 0.0;
  for (var first = 0u; first < length; first += PART) {
    var part = 0.0;
    for (var token = first; token < min(first + PART, length); token++) {
      let value = values[start + token * params.width];
      part += value;
      most = max(most, value);
    }
    sum += part;
  }
  if (params.mode == MAX) {
    result[index] = most;
  } else if (params.mode == MEAN) {
    result[index] = sum / f32(length);
  } else {
    result[index] = sum / sqrt(f32(length));
  }
}
