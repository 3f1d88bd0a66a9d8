// For each row of `a` the `k` rows of `b` with the highest `product + bias`, falling; of equal scores the
// lower index first. A block takes 64 rows and goes through all columns, 64 at a time: all threads
// multiply, then one for each row enters what is good enough into its list.

#include "shared/products.cuh"

struct Params {
  uint32_t a_rows;
  uint32_t b_rows;
  uint32_t dims;
  uint32_t k;
  uint32_t first_column;
};

constexpr float NO_SCORE = -0x1.fffffep+127f;

static __device__ __forceinline__ void enter(
    float* scores, uint32_t* indices, uint32_t k, float score, uint32_t index) {
  uint32_t at = k - 1;
  for (; at > 0 && score > scores[at - 1]; at--) {
    scores[at] = scores[at - 1];
    indices[at] = indices[at - 1];
  }
  scores[at] = score;
  indices[at] = index;
}

extern "C" __global__ __launch_bounds__(256) void top_products(
    const Params params,
    const float* __restrict__ a,
    const float* __restrict__ b,
    const float* __restrict__ bias,
    float* __restrict__ scores,
    uint32_t* __restrict__ indices) {
  __shared__ float found[TILE][TILE + 1];
  const uint32_t lane = threadIdx.x;
  const uint32_t row = blockIdx.x * TILE;
  if (row >= params.a_rows) return;
  const bool owns = lane < TILE && row + lane < params.a_rows;
  float* const own_scores = scores + size_t(row + lane) * params.k;
  uint32_t* const own_indices = indices + size_t(row + lane) * params.k;
  float least = NO_SCORE;
  if (owns && params.first_column == 0) {
    for (uint32_t i = 0; i < params.k; i++) {
      own_scores[i] = NO_SCORE;
      own_indices[i] = 0xffffffffu;
    }
  } else if (owns) {
    least = own_scores[params.k - 1];
  }
  for (uint32_t column = 0; column < params.b_rows; column += TILE) {
    float sums[4][4];
    tile_products({a, b, params.a_rows, params.b_rows, params.dims}, row, column, sums);
    for (uint32_t i = 0; i < 4; i++) {
      for (uint32_t j = 0; j < 4; j++) found[lane / 16 + 16 * i][lane % 16 + 16 * j] = sums[i][j];
    }
    __syncthreads();
    for (uint32_t j = 0; owns && j < TILE && column + j < params.b_rows; j++) {
      const float score = found[lane][j] + bias[column + j];
      if (!(score > least)) continue;
      enter(own_scores, own_indices, params.k, score, params.first_column + column + j);
      least = own_scores[params.k - 1];
    }
    __syncthreads();
  }
}
