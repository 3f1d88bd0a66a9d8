// Joins the trees of each edge's two nodes: the larger root is hooked under the smaller.
// Lock-free, after ECL-CC (Jaiganesh and Burtscher, HPDC 2018): parents only ever decrease.

#include <cstdint>

struct Params {
  uint32_t count;
};

static __device__ __forceinline__ uint32_t find_root(uint32_t* parent, uint32_t node) {
  volatile uint32_t* const parents = parent;
  uint32_t at = node;
  for (;;) {
    const uint32_t above = parents[at];
    if (above == at) return at;
    const uint32_t next = parents[above];
    if (next != above) atomicMin(&parent[at], next);
    at = above;
  }
}

extern "C" __global__ __launch_bounds__(256) void cc_hook(
    const Params params,
    const uint32_t* __restrict__ left,
    const uint32_t* __restrict__ right,
    uint32_t* __restrict__ parent) {
  const uint32_t edge = blockIdx.x * 256u + threadIdx.x;
  if (edge >= params.count) return;
  uint32_t a = find_root(parent, left[edge]);
  uint32_t b = find_root(parent, right[edge]);
  while (a != b) {
    const uint32_t larger = max(a, b);
    const uint32_t smaller = min(a, b);
    if (atomicCAS(&parent[larger], larger, smaller) == larger) break;
    a = find_root(parent, larger);
    b = find_root(parent, smaller);
  }
}
