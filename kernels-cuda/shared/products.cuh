// Products of a tile of 64 rows of `a` with 64 rows of `b`, 16 to a thread of 256.
#pragma once

#include <cstdint>

constexpr uint32_t TILE = 64;
// Dimensions that are in shared memory at a time, and how far they are apart there: rows that are
// stored side by side meet no bank twice.
constexpr uint32_t DEPTH = 16;
constexpr uint32_t PITCH = TILE + 1;

struct Matrices {
  const float* a;
  const float* b;
  uint32_t a_rows;
  uint32_t b_rows;
  uint32_t dims;
};

// `sums[i][j]` is the product of row `y + 16 i` with column `x + 16 j` of the tile. Rows and columns that
// are not there give 0.
static __device__ __forceinline__ void tile_products(
    const Matrices& of, uint32_t row, uint32_t column, float (&sums)[4][4]) {
  __shared__ float a_part[DEPTH * PITCH];
  __shared__ float b_part[DEPTH * PITCH];
  const uint32_t x = threadIdx.x % 16, y = threadIdx.x / 16;
  for (uint32_t i = 0; i < 4; i++) {
    for (uint32_t j = 0; j < 4; j++) sums[i][j] = 0;
  }
  for (uint32_t depth = 0; depth < of.dims; depth += DEPTH) {
    for (uint32_t i = threadIdx.x; i < DEPTH * TILE; i += 256) {
      const uint32_t k = depth + i % DEPTH, r = i / DEPTH;
      const bool in_a = k < of.dims && row + r < of.a_rows;
      const bool in_b = k < of.dims && column + r < of.b_rows;
      a_part[(i % DEPTH) * PITCH + r] = in_a ? of.a[size_t(row + r) * of.dims + k] : 0;
      b_part[(i % DEPTH) * PITCH + r] = in_b ? of.b[size_t(column + r) * of.dims + k] : 0;
    }
    __syncthreads();
#pragma unroll
    for (uint32_t k = 0; k < DEPTH; k++) {
      for (uint32_t i = 0; i < 4; i++) {
        const float value = a_part[k * PITCH + y + 16 * i];
        for (uint32_t j = 0; j < 4; j++) sums[i][j] += value * b_part[k * PITCH + x + 16 * j];
      }
    }
    __syncthreads();
  }
}
