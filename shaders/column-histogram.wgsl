// Counts, for each column, the 11-bit digits at `shift` of its finite values' keys, of those keys
// that are `prefixes[column]` under `mask`. An invocation counts 8 rows of one column.

struct Params {
  rows: u32,
  dims: u32,
  mask: u32,
  shift: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read> prefixes: array<u32>;
@group(0) @binding(3) var<storage, read_write> counts: array<atomic<u32>>;

const BINS = 2048u;
const STRIP = 8u;
const INFINITY = 0x7f800000u;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = (group.x + group.y * groups.x) * 256u + local;
  let first = index / params.dims * STRIP;
  let column = index % params.dims;
  if (first >= params.rows) {
    return;
  }
  let prefix = prefixes[column];
  let end = min(first + STRIP, params.rows);
  for (var row = first; row < end; row++) {
    let bits = bitcast<u32>(values[row * params.dims + column]);
    // All ones for negative values, else the sign alone.
    let flip = u32(bitcast<i32>(bits) >> 31u) | 0x80000000u;
    let key = bits ^ flip;
    if ((bits & INFINITY) != INFINITY && (key & params.mask) == prefix) {
      atomicAdd(&counts[column * BINS + ((key >> params.shift) & (BINS - 1u))], 1u);
    }
  }
}
