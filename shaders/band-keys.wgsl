// The 64-bit key of each band of each signature: two independent chains over the
// `rowsPerBand` slots of the band. Keys are band-major: band `q` of row `i` is at
// `q * rowCount + i`.

struct Params {
  row_count: u32,
  slots: u32,
  bands: u32,
  rows_per_band: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> signatures: array<u32>;
@group(0) @binding(2) var<storage, read_write> hi: array<u32>;
@group(0) @binding(3) var<storage, read_write> lo: array<u32>;

fn lowbias32(value: u32) -> u32 {
  var x = value;
  x = (x ^ (x >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let index = (group.x + group.y * groups.x) * 256u + lane;
  if (index >= params.row_count * params.bands) {
    return;
  }
  let band = index / params.row_count;
  let row = index % params.row_count;
  var low = lowbias32(2u * band + 1u);
  var high = lowbias32(2u * band + 2u);
  let first = row * params.slots + band * params.rows_per_band;
  for (var k = 0u; k < params.rows_per_band; k++) {
    let value = signatures[first + k];
    low = lowbias32(low ^ value);
    high = lowbias32(high + value * 0x85ebca77u);
  }
  hi[index] = high;
  lo[index] = low;
}
