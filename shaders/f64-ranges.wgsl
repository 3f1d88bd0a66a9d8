// Counts, extremes and order of the doubles of each tile. A workgroup takes a tile, an invocation every
// 64th of its doubles.

struct Params {
  tiles: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<u32>;
@group(0) @binding(2) var<storage, read> starts: array<u32>;
@group(0) @binding(3) var<storage, read_write> ranges: array<u32>;

const LENGTH = 18u;
const NONE = 0xffffffffu;

// The words that are plain counts, in their order.
var<workgroup> counts: array<atomic<u32>, 8>;
var<workgroup> first: atomic<u32>;
var<workgroup> last: atomic<u32>;
// Keys of the extremes, low and high words, and how often they come.
var<workgroup> least_low: atomic<u32>;
var<workgroup> least_high: atomic<u32>;
var<workgroup> greatest_low: atomic<u32>;
var<workgroup> greatest_high: atomic<u32>;
var<workgroup> at_least: atomic<u32>;
var<workgroup> at_greatest: atomic<u32>;

// Keys sort as unsigned integers as doubles do; and back.
fn key_of(bits: vec2<u32>) -> vec2<u32> {
  let flip = u32(bitcast<i32>(bits.y) >> 31u);
  return bits ^ vec2<u32>(flip, flip | SIGN);
}

fn bits_of(key: vec2<u32>) -> vec2<u32> {
  let flip = u32(bitcast<i32>(~key.y) >> 31u);
  return key ^ vec2<u32>(flip, flip | SIGN);
}

fn less(a: vec2<u32>, b: vec2<u32>) -> bool {
  return a.y < b.y || (a.y == b.y && a.x < b.x);
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
  let start = starts[tile];
  let end = starts[tile + 1u];
  if (local == 0u) {
    atomicStore(&first, NONE);
    atomicStore(&least_low, NONE);
    atomicStore(&least_high, NONE);
  }
  workgroupBarrier();

  var own = array<u32, 8>();
  var own_first = NONE;
  var own_last = 0u;
  var least = vec2<u32>(NONE, NONE);
  var greatest = vec2<u32>();
  var times_least = 0u;
  var times_greatest = 0u;
  for (var i = start + local; i < end; i += 64u) {
    let bits = double_at(i);
    if (!is_finite(bits)) {
      let is_nan = (bits.y & 0xfffffu) != 0u || bits.x != 0u;
      own[1] += u32(is_nan);
      own[2] += u32(!is_nan && bits.y < SIGN);
      own[3] += u32(!is_nan && bits.y >= SIGN);
      continue;
    }
    let key = key_of(bits);
    own[0]++;
    own[4] += u32(all(bits == vec2<u32>()));
    own[5] += bits.y >> 31u;
    own_first = min(own_first, i);
    own_last = i;
    if (less(key, least)) {
      least = key;
      times_least = 0u;
    }
    times_least += u32(all(key == least));
    if (less(greatest, key)) {
      greatest = key;
      times_greatest = 0u;
    }
    times_greatest += u32(all(key == greatest));
    for (var j = i; j > start; j--) {
      let before = double_at(j - 1u);
      if (is_finite(before)) {
        own[6] += u32(less(key_of(before), key));
        own[7] += u32(less(key, key_of(before)));
        break;
      }
    }
  }

  for (var i = 0u; i < 8u; i++) {
    atomicAdd(&counts[i], own[i]);
  }
  atomicMin(&first, own_first);
  atomicMax(&last, own_last);
  atomicMin(&least_high, least.y);
  atomicMax(&greatest_high, greatest.y);
  workgroupBarrier();
  if (least.y == atomicLoad(&least_high)) {
    atomicMin(&least_low, least.x);
  }
  if (greatest.y == atomicLoad(&greatest_high)) {
    atomicMax(&greatest_low, greatest.x);
  }
  workgroupBarrier();
  let min_key = vec2<u32>(atomicLoad(&least_low), atomicLoad(&least_high));
  let max_key = vec2<u32>(atomicLoad(&greatest_low), atomicLoad(&greatest_high));
  if (all(least == min_key)) {
    atomicAdd(&at_least, times_least);
  }
  if (all(greatest == max_key)) {
    atomicAdd(&at_greatest, times_greatest);
  }
  workgroupBarrier();
  if (local > 0u) {
    return;
  }

  var ends = array<vec2<u32>, 4>();
  if (atomicLoad(&counts[0]) > 0u) {
    ends[0] = bits_of(min_key);
    ends[1] = bits_of(max_key);
    ends[2] = double_at(atomicLoad(&first));
    ends[3] = double_at(atomicLoad(&last));
  }
  let at = tile * LENGTH;
  for (var i = 0u; i < 8u; i++) {
    ranges[at + i] = atomicLoad(&counts[i]);
  }
  for (var i = 0u; i < 2u; i++) {
    ranges[at + 8u + 2u * i] = ends[i].x;
    ranges[at + 9u + 2u * i] = ends[i].y;
    ranges[at + 14u + 2u * i] = ends[i + 2u].x;
    ranges[at + 15u + 2u * i] = ends[i + 2u].y;
  }
  ranges[at + 12u] = atomicLoad(&at_least);
  ranges[at + 13u] = atomicLoad(&at_greatest);
}
