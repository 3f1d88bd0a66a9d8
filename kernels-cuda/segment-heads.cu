// Flags each 64-bit key that differs from the one before it; the first always.

#include <cstdint>

struct Params {
  uint32_t count;
};

extern "C" __global__ __launch_bounds__(256) void segment_heads(
    const Params params,
    const uint32_t* __restrict__ hi,
    const uint32_t* __restrict__ lo,
    uint32_t* __restrict__ heads) {
  const uint32_t index = blockIdx.x * 256u + threadIdx.x;
  if (index >= params.count) return;
  const uint32_t before = max(index, 1u) - 1u;
  heads[index] = index == 0 || hi[index] != hi[before] || lo[index] != lo[before];
}
