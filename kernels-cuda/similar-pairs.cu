// Appends each pair of a row of `a` and a row of `b` whose product reaches `threshold`; with `triangular`
// only those whose left is less than their right. `count` goes on where `capacity` pairs are there
// already. A block takes a tile of products.
// inputs: f16 bf16 tf32
// twin: tensor cores

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
  const Matrices matrices = {a, b, params.a_rows, params.b_rows, params.dims};
  visit_products(matrices, row, column, [&](uint32_t y, uint32_t x, float product) {
    const uint32_t from_a = row + y, from_b = column + x;
    if (!(product >= params.threshold)) return;
    if (from_a >= params.a_rows || from_b >= params.b_rows) return;
    if (params.triangular != 0 && from_a >= from_b) return;
    const uint32_t at = atomicAdd(count, 1u);
    if (at >= params.capacity) return;
    left[at] = from_a;
    right[at] = from_b;
  });
}
