// Counts up: `result[i] = i`.

#include <cstdint>

struct Params {
  uint32_t count;
};

extern "C" __global__ __launch_bounds__(256) void iota(
    const Params params,
    uint32_t* __restrict__ result) {
  const uint32_t index = blockIdx.x * 256u + threadIdx.x;
  if (index >= params.count) return;
  result[index] = index;
}
