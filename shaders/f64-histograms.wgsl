// Counts the finite doubles of each tile in bins whose width is a power of two. A workgroup takes a tile,
// an invocation every 64th of its doubles.

struct Params {
  tiles: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<u32>;
@group(0) @binding(2) var<storage, read> starts: array<u32>;
@group(0) @binding(3) var<storage, read> ranges: array<u32>;
@group(0) @binding(4) var<storage, read_write> bins: array<u32>;

const BINS = 128u;
const LENGTH = 132u;
const RANGE_LENGTH = 18u;
const NO_WIDTH = -2000;
const NARROWEST = -1024;

var<workgroup> counts: array<atomic<u32>, 128>;

// How far `b` is from `a`, which is not above it; all ones where that is more than a word.
fn distance_of(a: vec2<u32>, b: vec2<u32>) -> u32 {
  let high = b.y - a.y - u32(b.x < a.x);
  return select(0xffffffffu, b.x - a.x, high == 0u);
}

fn halved(value: vec2<u32>) -> vec2<u32> {
  return vec2<u32>((value.x >> 1u) | (value.y << 31u), u32(bitcast<i32>(value.y) >> 1u));
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = group.x + group.y * groups.x;
  if (tile >= params.tiles) {
    return;
  }
  let range = tile * RANGE_LENGTH;
  let least = vec2<u32>(ranges[range + 8u], ranges[range + 9u]);
  let greatest = vec2<u32>(ranges[range + 10u], ranges[range + 11u]);
  var width = NO_WIDTH;
  var size = min(1u, ranges[range]);
  var base = vec2<u32>();
  if (any(least != greatest)) {
    width = max(NARROWEST, i32(max(exponent_of(least), exponent_of(greatest))) - 1075);
    base = multiple_of(least, width);
    var last = multiple_of(greatest, width);
    while (distance_of(base, last) >= BINS) {
      base = halved(base);
      last = halved(last);
      width++;
    }
    size = distance_of(base, last) + 1u;
  }
  let end = starts[tile + 1u];
  for (var i = starts[tile] + local; i < end; i += 64u) {
    let bits = double_at(i);
    if (is_finite(bits)) {
      var bin = 0u;
      if (width != NO_WIDTH) {
        bin = distance_of(base, multiple_of(bits, width));
      }
      atomicAdd(&counts[bin], 1u);
    }
  }
  workgroupBarrier();
  let at = tile * LENGTH;
  for (var i = local; i < BINS; i += 64u) {
    bins[at + 4u + i] = atomicLoad(&counts[i]);
  }
  if (local == 0u) {
    bins[at] = u32(width);
    bins[at + 1u] = size;
    bins[at + 2u] = base.x;
    bins[at + 3u] = base.y;
  }
}
