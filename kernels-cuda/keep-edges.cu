// Marks the higher row of each edge: hit by a kept lower row, or blocked by an undecided one.

#include <cstdint>

struct Params {
  uint32_t count;
};

extern "C" __global__ __launch_bounds__(256) void keep_edges(
    const Params params,
    const uint32_t* __restrict__ lower,
    const uint32_t* __restrict__ higher,
    const uint32_t* __restrict__ states,
    uint32_t* __restrict__ marks) {
  const uint32_t index = blockIdx.x * 256u + threadIdx.x;
  if (index >= params.count) return;
  enum { UNDECIDED = 0, KEPT = 1, REMOVED = 2 };
  enum : uint32_t { BLOCKED = 1, HIT = 2 };
  const uint32_t row = higher[index];
  if (states[row] != UNDECIDED) return;
  const uint32_t neighbour = states[lower[index]];
  if (neighbour != REMOVED) atomicMax(&marks[row], uint32_t(neighbour == KEPT ? HIT : BLOCKED));
}
