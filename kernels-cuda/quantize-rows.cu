// Maps each column to integers of 15 bits, two rows to a word: `(value - center - center_rest) * scale`,
// halves to even; what is not finite, and a row that is not there, is 0.

#include <cstdint>

struct Params {
  uint32_t rows;
  uint32_t dims;
};

constexpr uint32_t INFINITE = 0x7f800000u;
constexpr float QUANTIZED_MAX = 16383;

extern "C" __global__ __launch_bounds__(256) void quantize_rows(
    const Params params,
    const float* __restrict__ values,
    const float* __restrict__ centers,
    const float* __restrict__ center_rests,
    const float* __restrict__ scales,
    uint32_t* __restrict__ pairs) {
  const uint32_t index = blockIdx.x * 256u + threadIdx.x;
  const uint32_t column = index % params.dims;
  const uint32_t first = index / params.dims * 2;
  if (first >= params.rows) return;
  uint32_t word = 0;
  for (uint32_t half = 0; half < 2 && first + half < params.rows; half++) {
    const float value = values[size_t(first + half) * params.dims + column];
    if ((__float_as_uint(value) & INFINITE) == INFINITE) continue;
    const float mapped = __fmul_rn(
        __fsub_rn(__fsub_rn(value, centers[column]), center_rests[column]), scales[column]);
    const int32_t quantized = __float2int_rn(max(-QUANTIZED_MAX, min(QUANTIZED_MAX, mapped)));
    word |= (uint32_t(quantized) & 0xffffu) << (16 * half);
  }
  pairs[index] = word;
}
