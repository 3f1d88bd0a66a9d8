// Scales each row to length 1, after the affine map of its columns where `mapped` is 1; zero rows stay
// zero, a row with a value that is not finite becomes NaN. `lanes` neighbouring threads share a row.

#include <cstdint>

struct Params {
  uint32_t rows;
  uint32_t dims;
  uint32_t lanes;
  uint32_t mapped;
};

constexpr uint32_t INFINITE = 0x7f800000u;
constexpr uint32_t ZERO_ROW = 0x0d800000u;  // 2^-100
// Between these the squares of a row neither overflow nor vanish.
constexpr uint32_t SMALL = 0x2d800000u;  // 2^-36
constexpr uint32_t LARGE = 0x52000000u;  // 2^37

extern "C" __global__ __launch_bounds__(256) void unit_rows(
    const Params params,
    const float* __restrict__ values,
    const float* __restrict__ centers,
    const float* __restrict__ center_rests,
    const float* __restrict__ scales,
    float* __restrict__ result) {
  __shared__ uint32_t largest_of[256];
  __shared__ float sums[256];
  const uint32_t local = threadIdx.x;
  const uint32_t index = blockIdx.x * 256u + local;
  const uint32_t row = index / params.lanes;
  const uint32_t lane = index % params.lanes;
  const uint32_t end = row < params.rows ? params.dims : 0;
  const size_t start = size_t(row) * params.dims;
  const auto mapped_value = [&](uint32_t column) {
    const float value = values[start + column];
    const bool finite = (__float_as_uint(value) & INFINITE) != INFINITE;
    if (params.mapped == 0 || !finite) return value;
    return __fmul_rn(
        __fsub_rn(__fsub_rn(value, centers[column]), center_rests[column]), scales[column]);
  };

  uint32_t largest = 0;
  float sum = 0;
  for (uint32_t column = lane; column < end; column += params.lanes) {
    const float value = mapped_value(column);
    largest = max(largest, __float_as_uint(value) & 0x7fffffffu);
    sum += value * value;
  }
  largest_of[local] = largest;
  __syncthreads();
  for (uint32_t half = params.lanes / 2; half > 0; half /= 2) {
    if (lane < half) largest_of[local] = max(largest_of[local], largest_of[local + half]);
    __syncthreads();
  }
  largest = largest_of[local - lane];

  // A power of two brings rows of extreme values back to where squares are exact enough.
  float scale = 1;
  if (largest < INFINITE && largest >= ZERO_ROW && (largest < SMALL || largest > LARGE)) {
    scale = __uint_as_float((254u - min(largest >> 23, 253u)) << 23);
    sum = 0;
    for (uint32_t column = lane; column < end; column += params.lanes) {
      const float value = mapped_value(column) * scale;
      sum += value * value;
    }
  }
  sums[local] = sum;
  __syncthreads();
  for (uint32_t half = params.lanes / 2; half > 0; half /= 2) {
    if (lane < half) sums[local] += sums[local + half];
    __syncthreads();
  }
  const float inverse = __fdiv_rn(1, __fsqrt_rn(sums[local - lane]));
  for (uint32_t column = lane; column < end; column += params.lanes) {
    float value = 0;
    if (largest >= INFINITE) value = __uint_as_float(0x7fc00000u);
    else if (largest >= ZERO_ROW) value = mapped_value(column) * scale * inverse;
    result[start + column] = value;
  }
}
