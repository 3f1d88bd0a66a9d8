// The product of each row of `a` with each row of `b`, row-major; `dims` is a multiple of 4. A block takes
// a tile of 64 by 64 products, a thread 16 of them.

#include "shared/products.cuh"

struct Params {
  uint32_t a_rows;
  uint32_t b_rows;
  uint32_t dims;
};

extern "C" __global__ __launch_bounds__(256) void row_products(
    const Params params,
    const float* __restrict__ a,
    const float* __restrict__ b,
    float* __restrict__ products) {
  const uint32_t a_tiles = (params.a_rows + TILE - 1) / TILE;
  const uint32_t row = blockIdx.x % a_tiles * TILE;
  const uint32_t column = blockIdx.x / a_tiles * TILE;
  if (column >= params.b_rows) return;
  float sums[4][4];
  tile_products({a, b, params.a_rows, params.b_rows, params.dims}, row, column, sums);
  for (uint32_t i = 0; i < 4; i++) {
    const uint32_t from_a = row + threadIdx.x / 16 + 16 * i;
    for (uint32_t j = 0; j < 4; j++) {
      const uint32_t from_b = column + threadIdx.x % 16 + 16 * j;
      if (from_a >= params.a_rows || from_b >= params.b_rows) continue;
      products[size_t(from_a) * params.b_rows + from_b] = sums[i][j];
    }
  }
}
