// Counts the keys of each 8-bit digit in each tile of 2048: `counts[digit * tiles + tile]`.

#include <cstdint>

struct Params {
  uint32_t count;
  uint32_t shift;
};

constexpr uint32_t TILE = 2048;

extern "C" __global__ __launch_bounds__(256) void radix_histogram(
    const Params params,
    const uint32_t* __restrict__ keys,
    uint32_t* __restrict__ counts) {
  __shared__ uint32_t histogram[256];
  histogram[threadIdx.x] = 0;
  __syncthreads();
  for (uint32_t row = 0; row < TILE; row += 256) {
    const uint32_t index = blockIdx.x * TILE + row + threadIdx.x;
    if (index < params.count) atomicAdd(&histogram[(keys[index] >> params.shift) & 0xffu], 1u);
  }
  __syncthreads();
  const uint32_t tiles = (params.count + TILE - 1) / TILE;
  if (blockIdx.x < tiles) counts[threadIdx.x * tiles + blockIdx.x] = histogram[threadIdx.x];
}
