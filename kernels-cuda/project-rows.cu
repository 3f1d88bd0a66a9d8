// Multiplies each row of a matrix, centred, by a matrix of weights, and adds offsets; a row with a value
// that is not finite becomes NaN. A block takes 32 rows by 32 outputs, a thread 4 by 4 of them.

#include <cstdint>

struct Params {
  uint32_t rows;
  uint32_t dims;
  uint32_t outputs;
};

constexpr uint32_t TILE = 32;
constexpr uint32_t INFINITE = 0x7f800000u;

extern "C" __global__ __launch_bounds__(64) void project_rows(
    const Params params,
    const float* __restrict__ values,
    const float* __restrict__ centers,
    const float* __restrict__ center_rests,
    const float* __restrict__ weights,
    const float* __restrict__ offsets,
    float* __restrict__ result) {
  // Columns of centred values lie 33 apart, so that no two of a bank are written at once.
  __shared__ float centred[TILE][TILE + 1];
  __shared__ float weight[TILE][TILE];
  __shared__ uint32_t broken[TILE];
  const uint32_t local = threadIdx.x;
  const uint32_t across = (params.outputs + TILE - 1) / TILE;
  const uint32_t first_row = blockIdx.x / across * TILE;
  const uint32_t first_output = blockIdx.x % across * TILE;
  const uint32_t y = local / 8 * 4, x = local % 8 * 4;
  if (local < TILE) broken[local] = 0;
  __syncthreads();

  float sums[4][4] = {};
  for (uint32_t start = 0; start < params.dims; start += TILE) {
    for (uint32_t i = local; i < TILE * TILE; i += 64) {
      const uint32_t row = first_row + i / TILE, column = start + i % TILE;
      float value = 0;
      if (row < params.rows && column < params.dims) {
        const float given = values[size_t(row) * params.dims + column];
        if ((__float_as_uint(given) & INFINITE) == INFINITE) broken[i / TILE] = 1;
        else value = __fsub_rn(__fsub_rn(given, centers[column]), center_rests[column]);
      }
      centred[i % TILE][i / TILE] = value;
      const uint32_t dim = start + i / TILE, output = first_output + i % TILE;
      const bool there = dim < params.dims && output < params.outputs;
      weight[i / TILE][i % TILE] = there ? weights[size_t(dim) * params.outputs + output] : 0;
    }
    __syncthreads();
    for (uint32_t k = 0; k < TILE; k++) {
      for (uint32_t i = 0; i < 4; i++) {
        for (uint32_t j = 0; j < 4; j++) sums[i][j] += centred[k][y + i] * weight[k][x + j];
      }
    }
    __syncthreads();
  }
  for (uint32_t i = 0; i < 4; i++) {
    for (uint32_t j = 0; j < 4; j++) {
      const uint32_t row = first_row + y + i, output = first_output + x + j;
      if (row >= params.rows || output >= params.outputs) continue;
      const float value = sums[i][j] + offsets[output];
      result[size_t(row) * params.outputs + output] =
          broken[y + i] == 1 ? __uint_as_float(0x7fc00000u) : value;
    }
  }
}
