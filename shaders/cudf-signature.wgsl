// The MinHash signature of cuDF's nvtext::minhash: slot i is the least a[i] * hash + b[i] over the
// windows of `ngram` code points of a row. `parameters` holds a and b of each slot in turn.
// A workgroup signs a row, a tile of it at a time: it hashes the windows that start in the tile,
// then teams of invocations share the hashes among them, and the invocations of a team the slots.

struct Params {
  row_count: u32,
  ngram: u32,
  hash_seed: u32,
  slots: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> offsets: array<u32>;
@group(0) @binding(2) var<storage, read> words: array<u32>;
@group(0) @binding(3) var<storage, read> parameters: array<u32>;
@group(0) @binding(4) var<storage, read_write> signatures: array<u32>;
@group(0) @binding(5) var<storage, read_write> shingle_counts: array<u32>;

const WORKGROUP_SIZE = 256u;
const TILE_BYTES = 2048u;
// Slots that an invocation keeps the least values of.
const KEPT = 8u;

// Hashes of the windows that start at the bytes of the tile, or 0 where none does.
var<workgroup> hashes: array<u32, TILE_BYTES>;
// Complements of the slots, so that what workgroup memory begins with is the greatest value.
var<workgroup> complements: array<atomic<u32>, 512>;
var<workgroup> window_count: atomic<u32>;

fn rotl(x: u32, by: u32) -> u32 {
  return (x << by) | (x >> (32u - by));
}

fn mix(word: u32) -> u32 {
  return rotl(word * 0xcc9e2d51u, 15u) * 0x1b873593u;
}

fn fmix(value: u32) -> u32 {
  var x = value;
  x = (x ^ (x >> 16u)) * 0x85ebca6bu;
  x = (x ^ (x >> 13u)) * 0xc2b2ae35u;
  return x ^ (x >> 16u);
}

// MurmurHash3_x86_32 of the window that starts at a byte of the row, 0 taken for 1; or 0 if none
// does. Of a row of fewer than `ngram` code points, the first byte starts one.
fn window_hash(at: u32, start: u32, end: u32) -> u32 {
  let shift = (at & 3u) * 8u;
  let last = (end - 1u) >> 2u;
  var low = words[at >> 2u];
  let begins = ((low >> shift) & 0xc0u) != 0x80u;
  if (!begins || (at != start && end - at < params.ngram)) {
    return 0u;
  }
  var h = params.hash_seed;
  var chars = 0u;
  var i = at;
  loop {
    let size = min(end - i, 4u);
    let high = words[min((i >> 2u) + 1u, last)];
    // Shifts by 32 are not defined.
    let word = extractBits((low >> shift) | ((high << 1u) << (31u - shift)), 0u, size * 8u);
    low = high;
    // A bit for each byte that starts a code point.
    var starts = extractBits(0x01010101u, 0u, size * 8u) & ~((word >> 7u) & ~(word >> 6u));
    let next = chars + countOneBits(starts);
    if (next <= params.ngram && size == 4u) {
      h = rotl(h ^ mix(word), 13u) * 5u + 0xe6546b64u;
      chars = next;
      i += 4u;
      continue;
    }
    var rest = size;
    if (next > params.ngram) {
      for (; chars < params.ngram; chars++) {
        starts &= starts - 1u;
      }
      rest = countTrailingZeros(starts) / 8u;
    } else if (next < params.ngram && at != start) {
      return 0u;
    }
    h ^= mix(extractBits(word, 0u, rest * 8u));
    return max(fmix(h ^ (i + rest - at)), 1u);
  }
}

// The multiplier, or the addend, of a slot.
fn parameter(slot: u32, which: u32) -> u32 {
  if (slot < params.slots) {
    return parameters[2u * slot + which];
  }
  return 0u;
}

// Those of four slots, `stride` apart.
fn four_parameters(slot: u32, stride: u32, which: u32) -> vec4<u32> {
  return vec4(
    parameter(slot, which),
    parameter(slot + stride, which),
    parameter(slot + 2u * stride, which),
    parameter(slot + 3u * stride, which),
  );
}

fn keep(slot: u32, value: u32) {
  if (slot < params.slots) {
    atomicMax(&complements[slot], ~value);
  }
}

fn keep_four(slot: u32, stride: u32, least: vec4<u32>) {
  keep(slot, least.x);
  keep(slot + stride, least.y);
  keep(slot + 2u * stride, least.z);
  keep(slot + 3u * stride, least.w);
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.x + group.y * groups.x;
  if (row >= params.row_count) {
    return;
  }
  let start = offsets[row];
  let end = offsets[row + 1u];

  let members = (params.slots + KEPT - 1u) / KEPT;
  let teams = WORKGROUP_SIZE / members;
  let team = lane / members;
  let slot = lane % members;
  let a = four_parameters(slot, members, 0u);
  let b = four_parameters(slot, members, 1u);
  let more_a = four_parameters(slot + 4u * members, members, 0u);
  let more_b = four_parameters(slot + 4u * members, members, 1u);
  var least = vec4(0xffffffffu);
  var more_least = vec4(0xffffffffu);
  var windows = 0u;

  for (var base = start; base < end; base += TILE_BYTES) {
    let size = min(end - base, TILE_BYTES);
    for (var i = lane; i < size; i += WORKGROUP_SIZE) {
      let hash = window_hash(base + i, start, end);
      hashes[i] = hash;
      windows += min(hash, 1u);
    }
    workgroupBarrier();
    // Invocations that are left over are of no team.
    for (var i = select(size, team, team < teams); i < size; i += teams) {
      let hash = hashes[i];
      if (hash != 0u) {
        least = min(least, a * hash + b);
        more_least = min(more_least, more_a * hash + more_b);
      }
    }
    workgroupBarrier();
  }
  if (team < teams) {
    keep_four(slot, members, least);
    keep_four(slot + 4u * members, members, more_least);
  }
  atomicAdd(&window_count, windows);

  workgroupBarrier();
  for (var i = lane; i < params.slots; i += WORKGROUP_SIZE) {
    signatures[row * params.slots + i] = select(0u, ~atomicLoad(&complements[i]), start < end);
  }
  if (lane == 0u) {
    shingle_counts[row] = atomicLoad(&window_count);
  }
}
