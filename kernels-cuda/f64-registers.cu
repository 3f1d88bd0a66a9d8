// Raises HyperLogLog registers by the finite doubles of each tile. A block takes a tile, a thread every
// 64th of its doubles.

#include "shared/f64.cuh"

struct Params {
  uint32_t tiles;
};

// The finalizer of MurmurHash3's 64-bit variants.
static __device__ __forceinline__ uint64_t mix(uint64_t bits) {
  uint64_t h = bits ^ (bits >> 33);
  h *= 0xff51afd7ed558ccdull;
  h ^= h >> 33;
  h *= 0xc4ceb9fe1a85ec53ull;
  return h ^ (h >> 33);
}

extern "C" __global__ __launch_bounds__(64) void f64_registers(
    const Params params,
    const uint32_t* __restrict__ values,
    const uint32_t* __restrict__ starts,
    const uint32_t* __restrict__ targets,
    uint32_t* __restrict__ registers) {
  const uint32_t tile = blockIdx.x;
  if (tile >= params.tiles) return;
  uint32_t* const own = registers + targets[2 * tile];
  const uint32_t precision = targets[2 * tile + 1];
  const uint32_t end = starts[tile + 1];
  for (uint32_t i = starts[tile] + threadIdx.x; i < end; i += 64) {
    const uint64_t bits = double_at(values, i);
    if (!is_finite(bits)) continue;
    const uint64_t h = mix(bits);
    const uint64_t below = h << precision;
    // The place of the first one bit behind those that choose the register.
    const uint32_t high = uint32_t(below >> 32), low = uint32_t(below);
    const uint32_t rank = high != 0  ? __clz(high) + 1
                          : low != 0 ? __clz(low) + 33
                                     : 65 - precision;
    atomicMax(&own[h >> (64 - precision)], rank);
  }
}
