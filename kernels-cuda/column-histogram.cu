// Counts, for each column, the 11-bit digits at `shift` of its finite values' keys, of those keys that are
// `prefixes[column]` under `mask`. A thread counts 8 rows of one column.

#include <cstdint>

struct Params {
  uint32_t rows;
  uint32_t dims;
  uint32_t mask;
  uint32_t shift;
};

constexpr uint32_t BINS = 2048;
constexpr uint32_t STRIP = 8;
constexpr uint32_t INFINITE = 0x7f800000u;

extern "C" __global__ __launch_bounds__(256) void column_histogram(
    const Params params,
    const float* __restrict__ values,
    const uint32_t* __restrict__ prefixes,
    uint32_t* __restrict__ counts) {
  const uint32_t index = blockIdx.x * 256u + threadIdx.x;
  const uint32_t column = index % params.dims;
  const uint32_t first = index / params.dims * STRIP;
  if (first >= params.rows) return;
  const uint32_t prefix = prefixes[column];
  const uint32_t end = min(first + STRIP, params.rows);
  for (uint32_t row = first; row < end; row++) {
    const uint32_t bits = __float_as_uint(values[size_t(row) * params.dims + column]);
    // All ones for negative values, else the sign alone.
    const uint32_t key = bits ^ (uint32_t(int32_t(bits) >> 31) | 0x80000000u);
    if ((bits & INFINITE) == INFINITE || (key & params.mask) != prefix) continue;
    atomicAdd(&counts[column * BINS + (key >> params.shift & (BINS - 1))], 1u);
  }
}
