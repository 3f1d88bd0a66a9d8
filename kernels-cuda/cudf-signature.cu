// The MinHash signature of cuDF's nvtext::minhash: slot i is the least a[i] * hash + b[i] over the
// windows of `ngram` code points of a row. `parameters` holds a and b of each slot in turn. A block signs
// a row, a tile of it at a time: it hashes the windows that start in the tile, then teams of threads
// share the hashes among them, and the threads of a team the slots.

#include <cstdint>

struct Params {
  uint32_t row_count;
  uint32_t ngram;
  uint32_t hash_seed;
  uint32_t slots;
};

constexpr uint32_t BLOCK = 256;
constexpr uint32_t TILE_BYTES = 2048;
// Slots that a thread keeps the least values of.
constexpr uint32_t KEPT = 8;
constexpr uint32_t ALL = 0xffffffffu;

static __device__ __forceinline__ uint32_t rotl(uint32_t x, uint32_t by) {
  return __funnelshift_l(x, x, by);
}

static __device__ __forceinline__ uint32_t mix(uint32_t word) {
  return rotl(word * 0xcc9e2d51u, 15) * 0x1b873593u;
}

static __device__ __forceinline__ uint32_t fmix(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x85ebca6bu;
  x = (x ^ (x >> 13)) * 0xc2b2ae35u;
  return x ^ (x >> 16);
}

static __device__ __forceinline__ uint32_t low_bytes(uint32_t word, uint32_t count) {
  return count >= 4 ? word : word & ((1u << (count * 8)) - 1u);
}

// MurmurHash3_x86_32 of the window that starts at a byte of the row, 0 taken for 1; or 0 if none does.
// Of a row of fewer than `ngram` code points, the first byte starts one.
static __device__ uint32_t window_hash(
    const Params& params, const uint32_t* words, uint32_t at, uint32_t start, uint32_t end) {
  const uint32_t shift = (at & 3u) * 8;
  const uint32_t last = (end - 1) >> 2;
  uint32_t low = words[at >> 2];
  const bool begins = (low >> shift & 0xc0u) != 0x80u;
  if (!begins || (at != start && end - at < params.ngram)) return 0;
  uint32_t h = params.hash_seed, chars = 0, i = at;
  for (;;) {
    const uint32_t size = min(end - i, 4u);
    const uint32_t high = words[min((i >> 2) + 1, last)];
    const uint32_t word = low_bytes(__funnelshift_r(low, high, shift), size);
    low = high;
    // A bit for each byte that starts a code point.
    uint32_t starts = low_bytes(0x01010101u, size) & ~((word >> 7) & ~(word >> 6));
    const uint32_t next = chars + __popc(starts);
    if (next <= params.ngram && size == 4) {
      h = rotl(h ^ mix(word), 13) * 5u + 0xe6546b64u;
      chars = next;
      i += 4;
      continue;
    }
    uint32_t rest = size;
    if (next > params.ngram) {
      for (; chars < params.ngram; chars++) starts &= starts - 1;
      rest = (__ffs(starts) - 1) / 8;
    } else if (next < params.ngram && at != start) {
      return 0;
    }
    h ^= mix(low_bytes(word, rest));
    return max(fmix(h ^ (i + rest - at)), 1u);
  }
}

extern "C" __global__ __launch_bounds__(256) void cudf_signature(
    const Params params,
    const uint32_t* __restrict__ offsets,
    const uint32_t* __restrict__ words,
    const uint32_t* __restrict__ parameters,
    uint32_t* __restrict__ signatures,
    uint32_t* __restrict__ shingle_counts) {
  __shared__ uint32_t hashes[TILE_BYTES];
  __shared__ uint32_t least_of[512];
  __shared__ uint32_t window_count;
  const uint32_t lane = threadIdx.x;
  const uint32_t row = blockIdx.x;
  const uint32_t start = offsets[row];
  const uint32_t end = offsets[row + 1];
  for (uint32_t i = lane; i < 512; i += BLOCK) least_of[i] = ALL;
  if (lane == 0) window_count = 0;

  const uint32_t members = (params.slots + KEPT - 1) / KEPT;
  const uint32_t teams = BLOCK / members;
  const uint32_t team = lane / members;
  uint32_t a[KEPT], b[KEPT], least[KEPT];
  for (uint32_t k = 0; k < KEPT; k++) {
    const uint32_t slot = lane % members + k * members;
    a[k] = slot < params.slots ? parameters[2 * slot] : 0;
    b[k] = slot < params.slots ? parameters[2 * slot + 1] : 0;
    least[k] = ALL;
  }
  uint32_t windows = 0;
  for (uint32_t base = start; base < end; base += TILE_BYTES) {
    const uint32_t size = min(end - base, TILE_BYTES);
    for (uint32_t i = lane; i < size; i += BLOCK) {
      hashes[i] = window_hash(params, words, base + i, start, end);
      windows += hashes[i] != 0;
    }
    __syncthreads();
    // Threads that are left over are of no team.
    for (uint32_t i = team < teams ? team : size; i < size; i += teams) {
      const uint32_t hash = hashes[i];
      if (hash == 0) continue;
      for (uint32_t k = 0; k < KEPT; k++) least[k] = min(least[k], a[k] * hash + b[k]);
    }
    __syncthreads();
  }
  if (start >= end) __syncthreads();
  for (uint32_t k = 0; k < KEPT && team < teams; k++) {
    const uint32_t slot = lane % members + k * members;
    if (slot < params.slots) atomicMin(&least_of[slot], least[k]);
  }
  if (windows > 0) atomicAdd(&window_count, windows);
  __syncthreads();
  for (uint32_t i = lane; i < params.slots; i += BLOCK) {
    signatures[row * params.slots + i] = start < end ? least_of[i] : 0;
  }
  if (lane == 0) shingle_counts[row] = window_count;
}
