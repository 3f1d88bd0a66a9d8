// Counts, extremes, and sums of the finite values of each column in each tile of 256 rows. A thread takes
// one column of a tile; neighbours take neighbouring columns.

#include <cstdint>

struct Params {
  uint32_t rows;
  uint32_t dims;
};

constexpr uint32_t TILE_ROWS = 256;
constexpr uint32_t LENGTH = 9;
constexpr uint32_t INFINITE = 0x7f800000u;
constexpr uint32_t LEAST_EXPONENT = 30;

// Floats in the order of signed integers, and back.
static __device__ __forceinline__ int32_t order_of(int32_t bits) {
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

extern "C" __global__ __launch_bounds__(64) void column_moments(
    const Params params,
    const float* __restrict__ values,
    uint32_t* __restrict__ moments) {
  const uint32_t across = (params.dims + 63) / 64;
  const uint32_t tile = blockIdx.x / across;
  const uint32_t column = blockIdx.x % across * 64 + threadIdx.x;
  const uint32_t start = tile * TILE_ROWS;
  if (column >= params.dims || start >= params.rows) return;
  const uint32_t end = min(start + TILE_ROWS, params.rows);

  uint32_t count = 0;
  int32_t least = 0x7fffffff, greatest = -0x7fffffff - 1;
  for (uint32_t row = start; row < end; row++) {
    const int32_t bits = int32_t(__float_as_uint(values[size_t(row) * params.dims + column]));
    if ((uint32_t(bits) & INFINITE) == INFINITE) continue;
    count++;
    least = min(least, order_of(bits));
    greatest = max(greatest, order_of(bits));
  }

  uint32_t exponent = 0;
  int32_t middle = 0;
  int64_t sum = 0;
  uint64_t squares = 0;
  if (count > 0) {
    least = order_of(least);
    greatest = order_of(greatest);
    exponent = max(LEAST_EXPONENT, uint32_t(max(least & 0x7fffffff, greatest & 0x7fffffff)) >> 23);
    const float scale = __uint_as_float((279u - exponent) << 23);
    middle = (__float2int_rn(__uint_as_float(uint32_t(least)) * scale) +
              __float2int_rn(__uint_as_float(uint32_t(greatest)) * scale)) >> 1;
    for (uint32_t row = start; row < end; row++) {
      const float value = values[size_t(row) * params.dims + column];
      if ((__float_as_uint(value) & INFINITE) == INFINITE) continue;
      const int64_t difference = __float2int_rn(value * scale) - middle;
      sum += difference;
      squares += uint64_t(difference * difference);
    }
  } else {
    least = greatest = 0;
  }

  uint32_t* const words = moments + size_t(tile) * LENGTH * params.dims + column;
  const uint32_t found[LENGTH] = {
      count, exponent, uint32_t(middle), uint32_t(sum), uint32_t(uint64_t(sum) >> 32),
      uint32_t(squares), uint32_t(squares >> 32), uint32_t(least), uint32_t(greatest)};
  for (uint32_t i = 0; i < LENGTH; i++) words[size_t(i) * params.dims] = found[i];
}
