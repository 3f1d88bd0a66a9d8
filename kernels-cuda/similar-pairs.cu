// Appends each pair of a row of `a` and a row of `b` whose product reaches `threshold`; with `triangular`
// only those whose left is less than their right. `count` goes on where `capacity` pairs are there
// already. A block takes a tile of 64 by 64 products, a thread 16 of them.

#include "shared/products.cuh"

struct Params {
  uint32_t a_rows;
  uint32_t b_rows;
  uint32_t dims;
  float threshold;
  uint32_t capacity;
  uint32_t triangular;
};

extern "C" __global__ __launch_bounds__(256) void similar_pairs(
    const Params params,
    const float* __restrict__ a,
    const float* __restrict__ b,
    uint32_t* __restrict__ count,
    uint32_t* __restrict__ left,
    uint32_t* __restrict__ right) {
  const uint32_t a_tiles = (params.a_rows + TILE - 1) / TILE;
  const uint32_t row = blockIdx.x % a_tiles * TILE;
  const uint32_t column = blockIdx.x / a_tiles * TILE;
  if (column >= params.b_rows || (params.triangular != 0 && row > column)) return;
  float sums[4][4];
  tile_products({a, b, params.a_rows, params.b_rows, params.dims}, row, column, sums);
  for (uint32_t i = 0; i < 4; i++) {
    const uint32_t from_a = row + threadIdx.x / 16 + 16 * i;
    for (uint32_t j = 0; j < 4; j++) {
      const uint32_t from_b = column + threadIdx.x % 16 + 16 * j;
      if (from_a >= params.a_rows || from_b >= params.b_rows) continue;
      if (params.triangular != 0 && from_a >= from_b) continue;
      if (!(sums[i][j] >= params.threshold)) continue;
      const uint32_t at = atomicAdd(count, 1u);
      if (at >= params.capacity) continue;
      left[at] = from_a;
      right[at] = from_b;
    }
  }
}
