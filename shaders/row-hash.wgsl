// Hashes the bytes of each row with MurmurHash3_x86_128: four words a row.

struct Params {
  row_count: u32,
  seed: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> offsets: array<u32>;
@group(0) @binding(2) var<storage, read> words: array<u32>;
@group(0) @binding(3) var<storage, read_write> hashes: array<u32>;

const C1 = 0x239b961bu;
const C2 = 0xab0e9789u;
const C3 = 0x38b34ae5u;
const C4 = 0xa1e38b93u;

fn rotl(x: u32, by: u32) -> u32 {
  return (x << by) | (x >> (32u - by));
}

fn fmix(value: u32) -> u32 {
  var x = value;
  x = (x ^ (x >> 16u)) * 0x85ebca6bu;
  x = (x ^ (x >> 13u)) * 0xc2b2ae35u;
  return x ^ (x >> 16u);
}

fn mix(lanes: vec4<u32>) -> vec4<u32> {
  let k = lanes * vec4<u32>(C1, C2, C3, C4);
  let rotated = vec4<u32>(rotl(k.x, 15u), rotl(k.y, 16u), rotl(k.z, 17u), rotl(k.w, 18u));
  return rotated * vec4<u32>(C2, C3, C4, C1);
}

// The four bytes from `at`, those from `end` on taken for zero.
fn word_at(at: u32, end: u32) -> u32 {
  if (at >= end) {
    return 0u;
  }
  let shift = (at & 3u) * 8u;
  var word = words[at >> 2u] >> shift;
  if (shift > 0u && (at | 3u) + 1u < end) {
    word |= words[(at >> 2u) + 1u] << (32u - shift);
  }
  return extractBits(word, 0u, min(end - at, 4u) * 8u);
}

fn block_at(at: u32, end: u32) -> vec4<u32> {
  let low = vec2(word_at(at, end), word_at(at + 4u, end));
  return vec4(low, word_at(at + 8u, end), word_at(at + 12u, end));
}

fn spread(h: vec4<u32>) -> vec4<u32> {
  let sum = h.x + h.y + h.z + h.w;
  return vec4(sum, h.y + sum, h.z + sum, h.w + sum);
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = (group.x + group.y * groups.x) * 64u + lane;
  if (row >= params.row_count) {
    return;
  }
  let start = offsets[row];
  let end = offsets[row + 1u];
  var h = vec4(params.seed);
  var at = start;
  for (; end - at >= 16u; at += 16u) {
    let k = mix(block_at(at, end));
    h.x = (rotl(h.x ^ k.x, 19u) + h.y) * 5u + 0x561ccd1bu;
    h.y = (rotl(h.y ^ k.y, 17u) + h.z) * 5u + 0x0bcaa747u;
    h.z = (rotl(h.z ^ k.z, 15u) + h.w) * 5u + 0x96cd1c35u;
    h.w = (rotl(h.w ^ k.w, 13u) + h.x) * 5u + 0x32ac3b17u;
  }
  // Words wholly past the end are zero, and zero mixes to zero.
  h ^= mix(block_at(at, end));
  h ^= vec4(end - start);
  h = spread(h);
  h = spread(vec4(fmix(h.x), fmix(h.y), fmix(h.z), fmix(h.w)));
  hashes[4u * row] = h.x;
  hashes[4u * row + 1u] = h.y;
  hashes[4u * row + 2u] = h.z;
  hashes[4u * row + 3u] = h.w;
}
