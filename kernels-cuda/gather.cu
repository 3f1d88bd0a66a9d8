// Picks values by index: `result[i] = values[indices[i]]`.

#include <cstdint>

struct Params {
  uint32_t count;
};

extern "C" __global__ __launch_bounds__(256) void gather(
    const Params params,
    const uint32_t* __restrict__ indices,
    const uint32_t* __restrict__ values,
    uint32_t* __restrict__ result) {
  const uint32_t index = blockIdx.x * 256u + threadIdx.x;
  if (index >= params.count) return;
  result[index] = values[indices[index]];
}
