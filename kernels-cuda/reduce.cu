// Reduces each block of 2048 values to its sum, min or max; no values are one empty block.
// twin: sums of warps

#include <cstdint>

struct Params {
  uint32_t count;
  uint32_t operation;
};

constexpr uint32_t MIN = 1;
constexpr uint32_t MAX = 2;
constexpr uint32_t BLOCK = 2048;
constexpr uint32_t ALL = 0xffffffffu;

static __device__ __forceinline__ uint32_t combine(uint32_t operation, uint32_t a, uint32_t b) {
  if (operation == MIN) return min(a, b);
  if (operation == MAX) return max(a, b);
  return a + b;
}

extern "C" __global__ __launch_bounds__(256) void reduce(
    const Params params,
    const uint32_t* __restrict__ values,
    uint32_t* __restrict__ results) {
  __shared__ uint32_t partial[8];
  uint32_t result = params.operation == MIN ? ALL : 0;
  for (uint32_t row = 0; row < BLOCK; row += 256) {
    const uint32_t index = blockIdx.x * BLOCK + row + threadIdx.x;
    if (index < params.count) result = combine(params.operation, result, values[index]);
  }
  for (uint32_t step = 16; step > 0; step /= 2) {
    result = combine(params.operation, result, __shfl_xor_sync(ALL, result, step));
  }
  if ((threadIdx.x & 31u) == 0) partial[threadIdx.x >> 5] = result;
  __syncthreads();
  const uint32_t blocks = max(1u, (params.count + BLOCK - 1) / BLOCK);
  if (threadIdx.x == 0 && blockIdx.x < blocks) {
    for (uint32_t i = 1; i < 8; i++) result = combine(params.operation, result, partial[i]);
    results[blockIdx.x] = result;
  }
}
