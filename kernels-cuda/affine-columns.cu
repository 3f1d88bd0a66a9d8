// Maps each column of a row-major matrix: `(value - center - center_rest) * scale`; NaN and infinities
// stay. A thread maps 8 rows of one column; neighbours take neighbouring columns.

#include <cstdint>

struct Params {
  uint32_t rows;
  uint32_t dims;
};

constexpr uint32_t STRIP = 8;
constexpr uint32_t INFINITE = 0x7f800000u;

extern "C" __global__ __launch_bounds__(256) void affine_columns(
    const Params params,
    const float* __restrict__ values,
    const float* __restrict__ centers,
    const float* __restrict__ center_rests,
    const float* __restrict__ scales,
    float* __restrict__ result) {
  const uint32_t index = blockIdx.x * 256u + threadIdx.x;
  const uint32_t column = index % params.dims;
  const uint32_t first = index / params.dims * STRIP;
  if (first >= params.rows) return;
  const float center = centers[column], rest = center_rests[column], scale = scales[column];
  const uint32_t end = min(first + STRIP, params.rows);
  for (uint32_t row = first; row < end; row++) {
    const size_t at = size_t(row) * params.dims + column;
    const float value = values[at];
    const bool finite = (__float_as_uint(value) & INFINITE) != INFINITE;
    result[at] = finite ? __fmul_rn(__fsub_rn(__fsub_rn(value, center), rest), scale) : value;
  }
}
