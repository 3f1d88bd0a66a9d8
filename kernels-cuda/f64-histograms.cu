// Counts the finite doubles of each tile in bins whose width is a power of two. A block takes a tile, a
// thread every 64th of its doubles.

#include "shared/f64.cuh"

struct Params {
  uint32_t tiles;
};

constexpr uint32_t BINS = 128;
constexpr uint32_t LENGTH = 132;
constexpr uint32_t RANGE_LENGTH = 18;
constexpr int32_t NO_WIDTH = -2000;
constexpr int32_t NARROWEST = -1024;

extern "C" __global__ __launch_bounds__(64) void f64_histograms(
    const Params params,
    const uint32_t* __restrict__ values,
    const uint32_t* __restrict__ starts,
    const uint32_t* __restrict__ ranges,
    uint32_t* __restrict__ bins) {
  __shared__ uint32_t counts[BINS];
  const uint32_t tile = blockIdx.x;
  if (tile >= params.tiles) return;
  for (uint32_t i = threadIdx.x; i < BINS; i += 64) counts[i] = 0;
  __syncthreads();
  const uint32_t* const range = ranges + size_t(tile) * RANGE_LENGTH;
  const uint64_t least = double_at(range + 8, 0), greatest = double_at(range + 10, 0);
  int32_t width = NO_WIDTH;
  uint32_t size = min(uint32_t(1), range[0]);
  int64_t base = 0;
  if (least != greatest) {
    const uint32_t largest = max(exponent_of(least), exponent_of(greatest));
    width = max(NARROWEST, int32_t(largest) - 1075);
    base = multiple_of(least, width);
    int64_t last = multiple_of(greatest, width);
    while (last - base >= BINS) {
      base >>= 1;
      last >>= 1;
      width++;
    }
    size = uint32_t(last - base) + 1;
  }
  const uint32_t end = starts[tile + 1];
  for (uint32_t i = starts[tile] + threadIdx.x; i < end; i += 64) {
    const uint64_t bits = double_at(values, i);
    if (!is_finite(bits)) continue;
    const uint32_t bin = width == NO_WIDTH ? 0 : uint32_t(multiple_of(bits, width) - base);
    atomicAdd(&counts[bin], 1u);
  }
  __syncthreads();
  uint32_t* const words = bins + size_t(tile) * LENGTH;
  for (uint32_t i = threadIdx.x; i < BINS; i += 64) words[4 + i] = counts[i];
  if (threadIdx.x == 0) {
    words[0] = uint32_t(width);
    words[1] = size;
    words[2] = uint32_t(base);
    words[3] = uint32_t(uint64_t(base) >> 32);
  }
}
