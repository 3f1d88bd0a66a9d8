// For each row of `a` the `k` rows of `b` with the highest `product + bias`, falling; of equal scores the
// lower index first. A block takes a tile of rows and goes through all columns: all threads multiply and
// look for what beats the least score of a row's list, then one for each row enters that, if anything.
// inputs: split tf32 bf16
// twin: tensor cores

#include "shared/products.cuh"

struct Params {
  uint32_t a_rows;
  uint32_t b_rows;
  uint32_t dims;
  uint32_t k;
  uint32_t first_column;
};

constexpr float NO_SCORE = -0x1.fffffep+127f;
// Neighbouring lanes that share a row, the first of which owns its list, and the columns of each.
constexpr uint32_t SHARERS = 256 / SLICE_ROWS;
constexpr uint32_t SHARE = SLICE_COLUMNS / SHARERS;

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
  const uint32_t row = blockIdx.x * TILE;
  if (row >= params.a_rows) return;
  const uint32_t y = threadIdx.x / SHARERS, part = threadIdx.x % SHARERS;
  const bool owns = part == 0 && row + y < params.a_rows;
  float* const own_scores = scores + size_t(row + y) * params.k;
  uint32_t* const own_indices = indices + size_t(row + y) * params.k;
  float least = NO_SCORE;
  if (owns && params.first_column == 0) {
    for (uint32_t i = 0; i < params.k; i++) {
      own_scores[i] = NO_SCORE;
      own_indices[i] = 0xffffffffu;
    }
  } else if (owns) {
    least = own_scores[params.k - 1];
  }
  const Matrices matrices = {a, b, params.a_rows, params.b_rows, params.dims};
  for (uint32_t column = 0; column < params.b_rows; column += TILE) {
    visit_slices(matrices, row, column, [&](const float* found, uint32_t first) {
      const float* const own = found + y * SLICE_PITCH;
      const uint32_t from_b = column + first;
      least = __shfl_sync(0xffffffffu, least, 0, SHARERS);
      uint32_t better = 0;
      for (uint32_t i = 0; i < SHARE; i++) {
        const uint32_t x = part * SHARE + i;
        if (from_b + x < params.b_rows && own[x] + bias[from_b + x] > least) better |= 1u << i;
      }
      for (uint32_t from = 0; from < SHARERS; from++) {
        uint32_t found_there = __shfl_sync(0xffffffffu, better, int(from), SHARERS);
        for (; owns && found_there != 0; found_there &= found_there - 1) {
          const uint32_t x = from * SHARE + __ffs(int(found_there)) - 1;
          const float score = own[x] + bias[from_b + x];
          if (!(score > least)) continue;
          enter(own_scores, own_indices, params.k, score, params.first_column + from_b + x);
          least = own_scores[params.k - 1];
        }
      }
    });
  }
}
