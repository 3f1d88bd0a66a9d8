// The product of each row of `a` with each row of `b`, row-major; `dims` is a multiple of 4. A block takes
// a tile of products.
// inputs: split tf32 bf16 f16
// twin: tensor cores

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
  const Matrices matrices = {a, b, params.a_rows, params.b_rows, params.dims};
  visit_products(matrices, row, column, [&](uint32_t y, uint32_t x, float product) {
    if (row + y >= params.a_rows || column + x >= params.b_rows) return;
    products[size_t(row + y) * params.b_rows + column + x] = product;
  });
}
