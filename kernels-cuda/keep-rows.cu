// Decides undecided rows by their marks, hit removed and free kept, and clears the marks.

#include <cstdint>

struct Params {
  uint32_t count;
};

extern "C" __global__ __launch_bounds__(256) void keep_rows(
    const Params params,
    uint32_t* __restrict__ marks,
    uint32_t* __restrict__ states) {
  const uint32_t index = blockIdx.x * 256u + threadIdx.x;
  if (index >= params.count) return;
  enum { UNDECIDED = 0, KEPT = 1, REMOVED = 2 };
  enum { FREE = 0, HIT = 2 };
  if (states[index] != UNDECIDED) return;
  if (marks[index] == FREE) states[index] = KEPT;
  else if (marks[index] == HIT) states[index] = REMOVED;
  marks[index] = FREE;
}
