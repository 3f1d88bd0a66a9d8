// Counts the keys of each 8-bit digit in each tile of 2048: `counts[digit * tiles + tile]`. A thread takes
// eight keys, read as two vectors; each warp counts for itself, so that warps do not wait for each other,
// and a digit that all lanes have is counted once.
// twin: vectors, counts of each warp

#include <cstdint>

struct Params {
  uint32_t count;
  uint32_t shift;
};

constexpr uint32_t TILE = 2048;
constexpr uint32_t DIGITS = 256;
constexpr uint32_t WARPS = 8;
constexpr uint32_t ALL = 0xffffffffu;

extern "C" __global__ __launch_bounds__(256) void radix_histogram(
    const Params params,
    const uint32_t* __restrict__ keys,
    uint32_t* __restrict__ counts) {
  __shared__ uint32_t histograms[WARPS][DIGITS];
  const uint32_t warp = threadIdx.x / 32;
  for (uint32_t i = 0; i < WARPS; i++) histograms[i][threadIdx.x] = 0;
  __syncthreads();
  const uint32_t first = blockIdx.x * TILE + threadIdx.x * 4;
#pragma unroll
  for (uint32_t half = 0; half < 2; half++) {
    const uint32_t at = first + half * (TILE / 2);
    uint32_t key[4] = {};
    // Buffers start at multiples of 256 bytes.
    if (at + 4 <= params.count) {
      const uint4 four = reinterpret_cast<const uint4*>(keys)[at / 4];
      key[0] = four.x, key[1] = four.y, key[2] = four.z, key[3] = four.w;
    } else {
      for (uint32_t i = 0; i < 4; i++) key[i] = at + i < params.count ? keys[at + i] : 0;
    }
#pragma unroll
    for (uint32_t i = 0; i < 4; i++) {
      const uint32_t digit = (key[i] >> params.shift) & 0xffu;
      const uint32_t there = __ballot_sync(ALL, at + i < params.count);
      const uint32_t leader = there == 0 ? 0 : __shfl_sync(ALL, digit, __ffs(int(there)) - 1);
      // All of one digit, as high bytes often are: one addition for the warp.
      if (__all_sync(ALL, at + i >= params.count || digit == leader)) {
        if (threadIdx.x % 32 == 0 && there != 0) histograms[warp][leader] += __popc(there);
      } else if (at + i < params.count) {
        atomicAdd(&histograms[warp][digit], 1u);
      }
      __syncwarp();
    }
  }
  __syncthreads();
  uint32_t total = 0;
  for (uint32_t i = 0; i < WARPS; i++) total += histograms[i][threadIdx.x];
  const uint32_t tiles = (params.count + TILE - 1) / TILE;
  if (blockIdx.x < tiles) counts[threadIdx.x * tiles + blockIdx.x] = total;
}
