// Hashes the bytes of each row with MurmurHash3_x86_128: four words a row.
// twin: vectors

#include <cstdint>

struct Params {
  uint32_t row_count;
  uint32_t seed;
};

static __device__ __forceinline__ uint32_t rotl(uint32_t x, uint32_t by) {
  return __funnelshift_l(x, x, by);
}

static __device__ __forceinline__ uint32_t fmix(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x85ebca6bu;
  x = (x ^ (x >> 13)) * 0xc2b2ae35u;
  return x ^ (x >> 16);
}

static __device__ __forceinline__ uint4 mix(const uint4 lanes) {
  return make_uint4(
      rotl(lanes.x * 0x239b961bu, 15) * 0xab0e9789u,
      rotl(lanes.y * 0xab0e9789u, 16) * 0x38b34ae5u,
      rotl(lanes.z * 0x38b34ae5u, 17) * 0xa1e38b93u,
      rotl(lanes.w * 0xa1e38b93u, 18) * 0x239b961bu);
}

// The four bytes from `at`, those from `end` on taken for zero.
static __device__ __forceinline__ uint32_t word_at(const uint32_t* words, uint32_t at, uint32_t end) {
  if (at >= end) return 0;
  const uint32_t low = words[at >> 2];
  const uint32_t high = (at | 3u) + 1u < end ? words[(at >> 2) + 1] : 0;
  const uint32_t word = __funnelshift_r(low, high, (at & 3u) * 8);
  const uint32_t left = end - at;
  return left >= 4 ? word : word & ((1u << (left * 8)) - 1u);
}

static __device__ __forceinline__ uint4 block_at(const uint32_t* words, uint32_t at, uint32_t end) {
  return make_uint4(word_at(words, at, end), word_at(words, at + 4, end),
                    word_at(words, at + 8, end), word_at(words, at + 12, end));
}

static __device__ __forceinline__ uint4 spread(const uint4 h) {
  const uint32_t sum = h.x + h.y + h.z + h.w;
  return make_uint4(sum, h.y + sum, h.z + sum, h.w + sum);
}

extern "C" __global__ __launch_bounds__(64) void row_hash(
    const Params params,
    const uint32_t* __restrict__ offsets,
    const uint32_t* __restrict__ words,
    uint32_t* __restrict__ hashes) {
  const uint32_t row = blockIdx.x * 64u + threadIdx.x;
  if (row >= params.row_count) return;
  const uint32_t start = offsets[row];
  const uint32_t end = offsets[row + 1];
  uint4 h = make_uint4(params.seed, params.seed, params.seed, params.seed);
  uint32_t at = start;
  for (; end - at >= 16; at += 16) {
    const uint4 k = mix(block_at(words, at, end));
    h.x = (rotl(h.x ^ k.x, 19) + h.y) * 5u + 0x561ccd1bu;
    h.y = (rotl(h.y ^ k.y, 17) + h.z) * 5u + 0x0bcaa747u;
    h.z = (rotl(h.z ^ k.z, 15) + h.w) * 5u + 0x96cd1c35u;
    h.w = (rotl(h.w ^ k.w, 13) + h.x) * 5u + 0x32ac3b17u;
  }
  // Words wholly past the end are zero, and zero mixes to zero.
  const uint4 k = mix(block_at(words, at, end));
  const uint32_t length = end - start;
  h = spread(make_uint4(h.x ^ k.x ^ length, h.y ^ k.y ^ length, h.z ^ k.z ^ length,
                        h.w ^ k.w ^ length));
  h = spread(make_uint4(fmix(h.x), fmix(h.y), fmix(h.z), fmix(h.w)));
  reinterpret_cast<uint4*>(hashes)[row] = h;
}
