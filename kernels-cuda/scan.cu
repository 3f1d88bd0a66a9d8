// Sums up the values before each within its block of 2048, starting at the block's offset. A thread
// holds eight consecutive values, read and written as two vectors; warps sum up by shuffles.
// twin: vectors, sums of warps

#include <cstdint>

struct Params {
  uint32_t count;
};

constexpr uint32_t BLOCK = 2048;
constexpr uint32_t ITEMS = 8;
constexpr uint32_t ALL = 0xffffffffu;

extern "C" __global__ __launch_bounds__(256) void scan(
    const Params params,
    const uint32_t* __restrict__ values,
    const uint32_t* __restrict__ offsets,
    uint32_t* __restrict__ prefix) {
  __shared__ uint32_t warp_sums[8];
  const uint32_t lane = threadIdx.x & 31u;
  const uint32_t warp = threadIdx.x >> 5;
  const uint32_t first = blockIdx.x * BLOCK + threadIdx.x * ITEMS;

  // Buffers start at multiples of 256 bytes, so that a whole thread's values are two aligned vectors.
  const bool whole = first + ITEMS <= params.count;
  uint32_t items[ITEMS];
  if (whole) {
    const uint4 low = reinterpret_cast<const uint4*>(values)[first / 4];
    const uint4 high = reinterpret_cast<const uint4*>(values)[first / 4 + 1];
    items[0] = low.x, items[1] = low.y, items[2] = low.z, items[3] = low.w;
    items[4] = high.x, items[5] = high.y, items[6] = high.z, items[7] = high.w;
  } else {
    for (uint32_t i = 0; i < ITEMS; i++) items[i] = first + i < params.count ? values[first + i] : 0;
  }
  uint32_t sum = 0;
  for (uint32_t i = 0; i < ITEMS; i++) sum += items[i];

  uint32_t inclusive = sum;
  for (uint32_t step = 1; step < 32; step *= 2) {
    const uint32_t before = __shfl_up_sync(ALL, inclusive, step);
    if (lane >= step) inclusive += before;
  }
  if (lane == 31) warp_sums[warp] = inclusive;
  __syncthreads();

  uint32_t running = inclusive - sum;
  if (blockIdx.x * BLOCK < params.count) running += offsets[blockIdx.x];
  for (uint32_t i = 0; i < warp; i++) running += warp_sums[i];
  for (uint32_t i = 0; i < ITEMS; i++) {
    const uint32_t value = items[i];
    items[i] = running;
    running += value;
  }
  if (whole) {
    reinterpret_cast<uint4*>(prefix)[first / 4] =
        make_uint4(items[0], items[1], items[2], items[3]);
    reinterpret_cast<uint4*>(prefix)[first / 4 + 1] =
        make_uint4(items[4], items[5], items[6], items[7]);
  } else {
    for (uint32_t i = 0; i < ITEMS; i++) {
      if (first + i < params.count) prefix[first + i] = items[i];
    }
  }
}
