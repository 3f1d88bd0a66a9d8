// Products of a tile of rows of `a` with rows of `b`: on tensor cores where the compiler is told of
// their inputs, else in f32, 64 by 64 by a block of 256 threads, 16 to a thread.
#pragma once

#if defined(INPUTS_F16) || defined(INPUTS_BF16) || defined(INPUTS_TF32) || defined(INPUTS_SPLIT)
#include "tensor-products.cuh"
#else

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

// A row and four of its dimensions for each thread; rows that are not there, and what is behind the end
// of a row, are zero. `dims` is a multiple of 4.
static __device__ __forceinline__ float4 fetch(
    const float* from, uint32_t rows, uint32_t dims, uint32_t row, uint32_t depth) {
  const uint32_t r = row + threadIdx.x / 4, k = depth + threadIdx.x % 4 * 4;
  if (r >= rows || k >= dims) return make_float4(0, 0, 0, 0);
  return reinterpret_cast<const float4*>(from)[(size_t(r) * dims + k) / 4];
}

static __device__ __forceinline__ void stage(const float4& four, float* part) {
  float* const to = part + threadIdx.x % 4 * 4 * PITCH + threadIdx.x / 4;
  to[0] = four.x, to[PITCH] = four.y, to[2 * PITCH] = four.z, to[3 * PITCH] = four.w;
}

// `sums[i][j]` is the product of row `y + 16 i` with column `x + 16 j` of the tile.
static __device__ __forceinline__ void tile_sums(
    const Matrices& of, uint32_t row, uint32_t column, float (&sums)[4][4]) {
  __shared__ float a_part[DEPTH * PITCH];
  __shared__ float b_part[DEPTH * PITCH];
  const uint32_t x = threadIdx.x % 16, y = threadIdx.x / 16;
  for (uint32_t i = 0; i < 4; i++) {
    for (uint32_t j = 0; j < 4; j++) sums[i][j] = 0;
  }
  float4 a_next = fetch(of.a, of.a_rows, of.dims, row, 0);
  float4 b_next = fetch(of.b, of.b_rows, of.dims, column, 0);
  for (uint32_t depth = 0; depth < of.dims; depth += DEPTH) {
    stage(a_next, a_part);
    stage(b_next, b_part);
    __syncthreads();
    a_next = fetch(of.a, of.a_rows, of.dims, row, depth + DEPTH);
    b_next = fetch(of.b, of.b_rows, of.dims, column, depth + DEPTH);
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

// Calls `visit(row, column, product)` for each product of the tile, rows and columns counted from its
// first ones; those that are not there are zero.
template <class Visit>
static __device__ __forceinline__ void visit_products(
    const Matrices& of, uint32_t row, uint32_t column, Visit visit) {
  float sums[4][4];
  tile_sums(of, row, column, sums);
  for (uint32_t i = 0; i < 4; i++) {
    for (uint32_t j = 0; j < 4; j++) {
      visit(threadIdx.x / 16 + 16 * i, threadIdx.x % 16 + 16 * j, sums[i][j]);
    }
  }
}

// Rows of a slice, its columns, and how far its rows are apart in shared memory.
constexpr uint32_t SLICE_ROWS = TILE;
constexpr uint32_t SLICE_COLUMNS = TILE;
constexpr uint32_t SLICE_PITCH = TILE + 1;

// Calls `use(found, first)` for each slice of columns of the tile, which is one: `found` has the products
// of its rows with the columns from `first` on.
template <class Use>
static __device__ __forceinline__ void visit_slices(
    const Matrices& of, uint32_t row, uint32_t column, Use use) {
  __shared__ float found[SLICE_ROWS * SLICE_PITCH];
  visit_products(of, row, column, [&](uint32_t y, uint32_t x, float product) {
    found[y * SLICE_PITCH + x] = product;
  });
  __syncthreads();
  use(found, 0u);
  __syncthreads();
}

#endif
