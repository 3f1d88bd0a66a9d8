// The sorted set of the shingles of one row, by a block of 256 threads; `shingle_at` is included before.
#pragma once

constexpr uint32_t BLOCK = 256;
// Sets of up to this many windows are sorted in shared memory.
constexpr uint32_t SORTED_HERE = 8192;
// Elements a thread compares with their predecessors between two scans.
constexpr uint32_t RUN = 8;
constexpr uint32_t ALL = 0xffffffffu;

// The sum of the values of the threads below, and of all.
static __device__ __forceinline__ uint32_t exclusive_scan(uint32_t value, uint32_t& total) {
  __shared__ uint32_t warp_sums[BLOCK / 32];
  const uint32_t lane = threadIdx.x & 31u;
  uint32_t inclusive = value;
  for (uint32_t step = 1; step < 32; step *= 2) {
    const uint32_t below = __shfl_up_sync(ALL, inclusive, step);
    if (lane >= step) inclusive += below;
  }
  __syncthreads();
  if (lane == 31) warp_sums[threadIdx.x >> 5] = inclusive;
  __syncthreads();
  uint32_t before = inclusive - value;
  total = 0;
  for (uint32_t i = 0; i < BLOCK / 32; i++) {
    if (i < threadIdx.x >> 5) before += warp_sums[i];
    total += warp_sums[i];
  }
  return before;
}

static __device__ __forceinline__ void compare_exchange(uint32_t* set, uint32_t low, uint32_t high) {
  const uint32_t a = set[low], b = set[high];
  if (a > b) {
    set[low] = b;
    set[high] = a;
  }
}

// Bitonic sort that only ever moves the greater element up, so that the elements missing to a power of
// two can be taken for infinite and left out.
static __device__ void sort(uint32_t* set, uint32_t count) {
  for (uint32_t half = 1; half < count; half *= 2) {
    for (uint32_t i = threadIdx.x; i < count; i += BLOCK) {
      const uint32_t partner = i ^ (2 * half - 1);
      if (i < partner && partner < count) compare_exchange(set, i, partner);
    }
    __syncthreads();
    for (uint32_t distance = half / 2; distance > 0; distance /= 2) {
      for (uint32_t i = threadIdx.x; i < count; i += BLOCK) {
        const uint32_t partner = i ^ distance;
        if (i < partner && partner < count) compare_exchange(set, i, partner);
      }
      __syncthreads();
    }
  }
}

static __device__ void build_set(const Row& row, uint32_t* hashes, uint32_t* count) {
  __shared__ uint32_t near[SORTED_HERE];
  const uint32_t lane = threadIdx.x;
  uint32_t windows = 0;
  for (uint32_t at = row.start + lane; at < row.end; at += BLOCK) {
    windows += shingle_at(row, at).exists;
  }
  uint32_t total;
  uint32_t place = exclusive_scan(windows, total);
  uint32_t* const set = total <= SORTED_HERE ? near : hashes;
  for (uint32_t at = row.start + lane; at < row.end; at += BLOCK) {
    const Shingle shingle = shingle_at(row, at);
    if (shingle.exists) set[place++] = shingle.hash;
  }
  __syncthreads();
  sort(set, total);

  uint32_t unique = 0;
  for (uint32_t base = 0; base < total; base += RUN * BLOCK) {
    uint32_t mine[RUN];
    uint32_t own = 0;
    const uint32_t from = base + lane * RUN;
    for (uint32_t i = from; i < min(from + RUN, total); i++) {
      if (i == 0 || set[i] != set[i - 1]) mine[own++] = set[i];
    }
    // Nothing is written before all of this stretch is read, and never ahead of it.
    uint32_t all;
    const uint32_t below = unique + exclusive_scan(own, all);
    unique += all;
    for (uint32_t i = 0; i < own; i++) hashes[below + i] = mine[i];
    __syncthreads();
  }
  for (uint32_t i = unique + lane; i < total; i += BLOCK) hashes[i] = ALL;
  if (lane == 0) *count = unique;
}
