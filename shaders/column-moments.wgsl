// Counts, extremes, and sums of the finite values of each column in each tile of 256 rows.
// An invocation takes one column of a tile; neighbours take neighbouring columns.

struct Params {
  rows: u32,
  dims: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> moments: array<u32>;

const TILE_ROWS = 256u;
const LENGTH = 9u;
const INFINITY = 0x7f800000u;
const LEAST_EXPONENT = 30u;

// Floats in the order of signed integers, and back.
fn order_of(bits: i32) -> i32 {
  return bits ^ ((bits >> 31u) & 0x7fffffff);
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = group.x + group.y * groups.x;
  let across = (params.dims + 63u) / 64u;
  let tile = index / across;
  let column = (index % across) * 64u + local;
  let start = tile * TILE_ROWS;
  if (column >= params.dims || start >= params.rows) {
    return;
  }
  let end = min(start + TILE_ROWS, params.rows);

  var count = 0u;
  var least = 0x7fffffff;
  var greatest = -0x7fffffff - 1;
  for (var row = start; row < end; row++) {
    let bits = bitcast<i32>(values[row * params.dims + column]);
    if ((u32(bits) & INFINITY) != INFINITY) {
      count++;
      least = min(least, order_of(bits));
      greatest = max(greatest, order_of(bits));
    }
  }

  var exponent = 0u;
  var middle = 0;
  var sum_low = 0u;
  var sum_high = 0u;
  var squares_low = 0u;
  var squares_high = 0u;
  if (count > 0u) {
    least = order_of(least);
    greatest = order_of(greatest);
    let largest = u32(max(least & 0x7fffffff, greatest & 0x7fffffff));
    exponent = max(LEAST_EXPONENT, largest >> 23u);
    let scale = bitcast<f32>((279u - exponent) << 23u);
    middle = (i32(round(bitcast<f32>(least) * scale)) +
      i32(round(bitcast<f32>(greatest) * scale))) >> 1u;
    for (var row = start; row < end; row++) {
      let value = values[row * params.dims + column];
      if ((bitcast<u32>(value) & INFINITY) != INFINITY) {
        let difference = i32(round(value * scale)) - middle;
        sum_low += u32(difference);
        sum_high += u32(difference >> 31u) + u32(sum_low < u32(difference));
        // The square of 13 and 13 bits: high * 2^26 + cross * 2^14 + low.
        let size = u32(abs(difference));
        let high = (size >> 13u) * (size >> 13u);
        let cross = (size >> 13u) * (size & 8191u);
        let low = (size & 8191u) * (size & 8191u);
        let part = low + (cross << 14u);
        let square = part + (high << 26u);
        squares_low += square;
        squares_high += (high >> 6u) + (cross >> 18u) + u32(part < low) + u32(square < part) +
          u32(squares_low < square);
      }
    }
  } else {
    least = 0;
    greatest = 0;
  }

  let at = tile * LENGTH * params.dims + column;
  moments[at] = count;
  moments[at + params.dims] = exponent;
  moments[at + 2u * params.dims] = u32(middle);
  moments[at + 3u * params.dims] = sum_low;
  moments[at + 4u * params.dims] = sum_high;
  moments[at + 5u * params.dims] = squares_low;
  moments[at + 6u * params.dims] = squares_high;
  moments[at + 7u * params.dims] = u32(least);
  moments[at + 8u * params.dims] = u32(greatest);
}
