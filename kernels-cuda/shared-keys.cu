// Flags each entry whose segment, which starts at a head, has more than one entry.

#include <cstdint>

struct Params {
  uint32_t count;
};

extern "C" __global__ __launch_bounds__(256) void shared_keys(
    const Params params,
    const uint32_t* __restrict__ heads,
    uint32_t* __restrict__ flags) {
  const uint32_t index = blockIdx.x * 256u + threadIdx.x;
  if (index >= params.count) return;
  const bool next_is_head = index + 1 == params.count || heads[index + 1] == 1;
  flags[index] = !(heads[index] == 1 && next_is_head);
}
