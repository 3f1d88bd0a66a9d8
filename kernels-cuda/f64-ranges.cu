// Counts, extremes and order of the doubles of each tile. A block takes a tile, a thread every 64th of its
// doubles.

#include "shared/f64.cuh"

struct Params {
  uint32_t tiles;
};

constexpr uint32_t LENGTH = 18;
constexpr unsigned long long NONE = ~0ull;

// Keys sort as unsigned integers as doubles do; and back.
static __device__ __forceinline__ uint64_t key_of(uint64_t bits) {
  return bits ^ (uint64_t(int64_t(bits) >> 63) | SIGN);
}

static __device__ __forceinline__ uint64_t bits_of(uint64_t key) {
  return key ^ (uint64_t(int64_t(~key) >> 63) | SIGN);
}

extern "C" __global__ __launch_bounds__(64) void f64_ranges(
    const Params params,
    const uint32_t* __restrict__ values,
    const uint32_t* __restrict__ starts,
    uint32_t* __restrict__ ranges) {
  // The words that are plain counts, in their order.
  __shared__ uint32_t counts[8];
  __shared__ uint32_t first, last, at_least, at_greatest;
  __shared__ unsigned long long min_key, max_key;
  const uint32_t tile = blockIdx.x;
  if (tile >= params.tiles) return;
  const uint32_t start = starts[tile], end = starts[tile + 1];
  if (threadIdx.x < 8) counts[threadIdx.x] = 0;
  if (threadIdx.x == 0) {
    first = 0xffffffffu;
    last = at_least = at_greatest = 0;
    min_key = NONE;
    max_key = 0;
  }
  __syncthreads();

  uint32_t own[8] = {};
  uint32_t own_first = 0xffffffffu, own_last = 0, times_least = 0, times_greatest = 0;
  unsigned long long least = NONE, greatest = 0;
  for (uint32_t i = start + threadIdx.x; i < end; i += 64) {
    const uint64_t bits = double_at(values, i);
    if (!is_finite(bits)) {
      if ((bits & ~(INFINITE | SIGN)) != 0) own[1]++;
      else own[bits >> 63 ? 3 : 2]++;
      continue;
    }
    const unsigned long long key = key_of(bits);
    own[0]++;
    own[4] += bits == 0;
    own[5] += uint32_t(bits >> 63);
    own_first = min(own_first, i);
    own_last = i;
    if (key < least) {
      least = key;
      times_least = 0;
    }
    times_least += key == least;
    if (key > greatest) {
      greatest = key;
      times_greatest = 0;
    }
    times_greatest += key == greatest;
    for (uint32_t j = i; j > start; j--) {
      const uint64_t before = double_at(values, j - 1);
      if (!is_finite(before)) continue;
      own[6] += key_of(before) < key;
      own[7] += key < key_of(before);
      break;
    }
  }

  for (uint32_t i = 0; i < 8; i++) atomicAdd(&counts[i], own[i]);
  atomicMin(&first, own_first);
  atomicMax(&last, own_last);
  atomicMin(&min_key, least);
  atomicMax(&max_key, greatest);
  __syncthreads();
  if (least == min_key) atomicAdd(&at_least, times_least);
  if (greatest == max_key) atomicAdd(&at_greatest, times_greatest);
  __syncthreads();
  if (threadIdx.x > 0) return;

  uint64_t ends[4] = {};
  if (counts[0] > 0) {
    ends[0] = bits_of(min_key);
    ends[1] = bits_of(max_key);
    ends[2] = double_at(values, first);
    ends[3] = double_at(values, last);
  }
  uint32_t* const words = ranges + size_t(tile) * LENGTH;
  for (uint32_t i = 0; i < 8; i++) words[i] = counts[i];
  for (uint32_t i = 0; i < 2; i++) {
    words[8 + 2 * i] = uint32_t(ends[i]);
    words[9 + 2 * i] = uint32_t(ends[i] >> 32);
    words[14 + 2 * i] = uint32_t(ends[i + 2]);
    words[15 + 2 * i] = uint32_t(ends[i + 2] >> 32);
  }
  words[12] = at_least;
  words[13] = at_greatest;
}
