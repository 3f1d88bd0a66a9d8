// Picks rows of a row-major matrix: row `i` of the result is row `rows[i]` of `values`.
// A thread moves one value.

#include <cstdint>

struct Params {
  uint32_t count;
  uint32_t dims;
};

extern "C" __global__ __launch_bounds__(256) void gather_rows(
    const Params params,
    const uint32_t* __restrict__ rows,
    const float* __restrict__ values,
    float* __restrict__ result) {
  const uint32_t index = blockIdx.x * 256u + threadIdx.x;
  if (index >= params.count * params.dims) return;
  const size_t row = rows[index / params.dims];
  result[index] = values[row * params.dims + index % params.dims];
}
