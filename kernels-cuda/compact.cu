// Moves the flagged values to their positions: `result[positions[i]] = values[i]`.

#include <cstdint>

struct Params {
  uint32_t count;
};

extern "C" __global__ __launch_bounds__(256) void compact(
    const Params params,
    const uint32_t* __restrict__ values,
    const uint32_t* __restrict__ flags,
    const uint32_t* __restrict__ positions,
    uint32_t* __restrict__ result) {
  const uint32_t index = blockIdx.x * 256u + threadIdx.x;
  if (index >= params.count) return;
  if (flags[index] != 0) result[positions[index]] = values[index];
}
