// The size of the intersection of each pair of sets. Set `i` is the `counts[i]` ascending elements of
// `hashes` from `starts[i]`. A block takes a pair and looks the elements of the smaller set up in the
// larger one.
// twin: sums of warps

#include <cstdint>

struct Params {
  uint32_t pair_count;
};

static __device__ __forceinline__ bool has(const uint32_t* set, uint32_t count, uint32_t hash) {
  uint32_t low = 0, high = count;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    if (set[middle] < hash) low = middle + 1;
    else high = middle;
  }
  return low < count && set[low] == hash;
}

extern "C" __global__ __launch_bounds__(64) void jaccard_pairs(
    const Params params,
    const uint32_t* __restrict__ starts,
    const uint32_t* __restrict__ counts,
    const uint32_t* __restrict__ hashes,
    const uint32_t* __restrict__ left,
    const uint32_t* __restrict__ right,
    uint32_t* __restrict__ intersections) {
  __shared__ uint32_t shared_count;
  const uint32_t pair = blockIdx.x;
  uint32_t small = left[pair], large = right[pair];
  if (counts[small] > counts[large]) {
    small = right[pair];
    large = left[pair];
  }
  if (threadIdx.x == 0) shared_count = 0;
  __syncthreads();
  const uint32_t* const set = hashes + starts[large];
  uint32_t found = 0;
  for (uint32_t i = threadIdx.x; i < counts[small]; i += 64) {
    found += has(set, counts[large], hashes[starts[small] + i]);
  }
  found = __reduce_add_sync(0xffffffffu, found);
  if ((threadIdx.x & 31u) == 0) atomicAdd(&shared_count, found);
  __syncthreads();
  if (threadIdx.x == 0) intersections[pair] = shared_count;
}
