// Products of a tile of 128 rows of `a` with 128 rows of `b` on tensor cores, by a block of 256 threads:
// eight warps of 64 by 32 products each. Numbers are rounded to the inputs that the compiler is told of
// on their way into shared memory, multiplied exactly and added in f32. While a part of the rows is
// multiplied, the next one is on its way into registers.
//
// INPUTS_SPLIT takes each number as the sum of two of tf32, which leaves an error of f32's order: the
// large parts and the products of a large and a small part are summed apart.
#pragma once

#include <mma.h>

#include <cstdint>

#if defined(INPUTS_F16)
#include <cuda_fp16.h>
#elif defined(INPUTS_BF16)
#include <cuda_bf16.h>
#endif

constexpr uint32_t TILE = 128;
constexpr uint32_t WARP_ROWS = 4;
constexpr uint32_t WARP_COLUMNS = 2;
constexpr uint32_t SIDE = 16;
constexpr uint32_t PATCH_PITCH = 20;

#if defined(INPUTS_F16) || defined(INPUTS_BF16)
#if defined(INPUTS_F16)
using Element = __half;
static __device__ __forceinline__ Element rounded(float x) { return __float2half_rn(x); }
#else
using Element = __nv_bfloat16;
static __device__ __forceinline__ Element rounded(float x) { return __float2bfloat16_rn(x); }
#endif
using Input = Element;
constexpr uint32_t STEP = 16;
constexpr uint32_t DEPTH = 32;
constexpr uint32_t PITCH = 40;
#else
using Element = float;
using Input = nvcuda::wmma::precision::tf32;
constexpr uint32_t STEP = 8;
constexpr uint32_t DEPTH = 16;
constexpr uint32_t PITCH = 20;
static __device__ __forceinline__ Element rounded(float x) {
#if defined(INPUTS_TF32)
  return nvcuda::wmma::__float_to_tf32(x);
#else
  return x;
#endif
}
#endif

struct Matrices {
  const float* a;
  const float* b;
  uint32_t a_rows;
  uint32_t b_rows;
  uint32_t dims;
};

struct alignas(4 * sizeof(Element)) Four {
  Element x[4];
};

using Rows = nvcuda::wmma::fragment<
    nvcuda::wmma::matrix_a, SIDE, SIDE, STEP, Input, nvcuda::wmma::row_major>;
using Columns = nvcuda::wmma::fragment<
    nvcuda::wmma::matrix_b, SIDE, SIDE, STEP, Input, nvcuda::wmma::col_major>;
using Sums = nvcuda::wmma::fragment<nvcuda::wmma::accumulator, SIDE, SIDE, STEP, float>;

constexpr uint32_t PART = TILE * PITCH;
constexpr uint32_t PART_VECTORS = TILE * DEPTH / 4 / 256;
// Two parts of each matrix; when they have been multiplied, patches of products.
constexpr uint32_t TILE_BYTES = 4 * PART * sizeof(Element);

// Rows that are not there, and what is behind the end of a row, are zero. `dims` is a multiple of 4.
static __device__ __forceinline__ void fetch(
    const float* from,
    uint32_t rows,
    uint32_t dims,
    uint32_t row,
    uint32_t depth,
    float4 (&part)[PART_VECTORS]) {
#pragma unroll
  for (uint32_t i = 0; i < PART_VECTORS; i++) {
    const uint32_t at = threadIdx.x + 256 * i;
    const uint32_t r = row + at / (DEPTH / 4), k = depth + at % (DEPTH / 4) * 4;
    const bool there = r < rows && k < dims;
    part[i] = there ? reinterpret_cast<const float4*>(from)[(size_t(r) * dims + k) / 4]
                    : make_float4(0, 0, 0, 0);
  }
}

static __device__ __forceinline__ void stage(const float4 (&part)[PART_VECTORS], Element* to) {
#pragma unroll
  for (uint32_t i = 0; i < PART_VECTORS; i++) {
    const uint32_t at = threadIdx.x + 256 * i;
    const Four four = {
        {rounded(part[i].x), rounded(part[i].y), rounded(part[i].z), rounded(part[i].w)}};
    *reinterpret_cast<Four*>(to + at / (DEPTH / 4) * PITCH + at % (DEPTH / 4) * 4) = four;
  }
}

#if defined(INPUTS_SPLIT)
// Leaves the large part in `whole`; the small part is what was left of it.
template <class Fragment>
static __device__ __forceinline__ void split(Fragment& whole, Fragment& small) {
  for (int i = 0; i < whole.num_elements; i++) {
    const float large = nvcuda::wmma::__float_to_tf32(whole.x[i]);
    small.x[i] = nvcuda::wmma::__float_to_tf32(whole.x[i] - large);
    whole.x[i] = large;
  }
}
#endif

static __device__ __forceinline__ uint32_t warp_row() { return threadIdx.x / 128 * 64; }
static __device__ __forceinline__ uint32_t warp_column() { return threadIdx.x / 32 % 4 * 32; }

// What a warp has of the tile: fragment (i, j) is at row `warp_row() + 16 i`, column
// `warp_column() + 16 j`. All of `memory` is free when this returns.
static __device__ __forceinline__ void tile_sums(
    const Matrices& of,
    uint32_t row,
    uint32_t column,
    unsigned char* memory,
    Sums (&sums)[WARP_ROWS][WARP_COLUMNS]) {
  namespace wmma = nvcuda::wmma;
  Element* const parts = reinterpret_cast<Element*>(memory);
#if defined(INPUTS_SPLIT)
  Sums rests[WARP_ROWS][WARP_COLUMNS];
#endif
#pragma unroll
  for (uint32_t i = 0; i < WARP_ROWS; i++) {
    for (uint32_t j = 0; j < WARP_COLUMNS; j++) {
      wmma::fill_fragment(sums[i][j], 0.0f);
#if defined(INPUTS_SPLIT)
      wmma::fill_fragment(rests[i][j], 0.0f);
#endif
    }
  }
  float4 a_next[PART_VECTORS], b_next[PART_VECTORS];
  fetch(of.a, of.a_rows, of.dims, row, 0, a_next);
  fetch(of.b, of.b_rows, of.dims, column, 0, b_next);
  uint32_t turn = 0;
  for (uint32_t depth = 0; depth < of.dims; depth += DEPTH) {
    Element* const a_part = parts + turn * 2 * PART;
    Element* const b_part = a_part + PART;
    stage(a_next, a_part);
    stage(b_next, b_part);
    __syncthreads();
    if (depth + DEPTH < of.dims) {
      fetch(of.a, of.a_rows, of.dims, row, depth + DEPTH, a_next);
      fetch(of.b, of.b_rows, of.dims, column, depth + DEPTH, b_next);
    }
#pragma unroll
    for (uint32_t k = 0; k < DEPTH; k += STEP) {
      Columns columns[WARP_COLUMNS];
      for (uint32_t j = 0; j < WARP_COLUMNS; j++) {
        wmma::load_matrix_sync(columns[j], b_part + (warp_column() + SIDE * j) * PITCH + k, PITCH);
      }
#if defined(INPUTS_SPLIT)
      Columns small_columns[WARP_COLUMNS];
      for (uint32_t j = 0; j < WARP_COLUMNS; j++) split(columns[j], small_columns[j]);
#endif
      for (uint32_t i = 0; i < WARP_ROWS; i++) {
        Rows rows;
        wmma::load_matrix_sync(rows, a_part + (warp_row() + SIDE * i) * PITCH + k, PITCH);
#if defined(INPUTS_SPLIT)
        Rows small_rows;
        split(rows, small_rows);
#endif
        for (uint32_t j = 0; j < WARP_COLUMNS; j++) {
          wmma::mma_sync(sums[i][j], rows, columns[j], sums[i][j]);
#if defined(INPUTS_SPLIT)
          wmma::mma_sync(rests[i][j], rows, small_columns[j], rests[i][j]);
          wmma::mma_sync(rests[i][j], small_rows, columns[j], rests[i][j]);
#endif
        }
      }
    }
    turn = 1 - turn;
  }
#if defined(INPUTS_SPLIT)
  for (uint32_t i = 0; i < WARP_ROWS; i++) {
    for (uint32_t j = 0; j < WARP_COLUMNS; j++) {
      for (int e = 0; e < sums[i][j].num_elements; e++) sums[i][j].x[e] += rests[i][j].x[e];
    }
  }
#endif
  __syncthreads();
}

// Calls `visit(row, column, product)` for each product of the tile, rows and columns counted from its
// first ones; those that are not there are zero.
template <class Visit>
static __device__ __forceinline__ void visit_products(
    const Matrices& of, uint32_t row, uint32_t column, Visit visit) {
  __shared__ __align__(32) unsigned char memory[TILE_BYTES];
  Sums sums[WARP_ROWS][WARP_COLUMNS];
  tile_sums(of, row, column, memory, sums);
  const uint32_t lane = threadIdx.x % 32;
  float* const patch = reinterpret_cast<float*>(memory) + threadIdx.x / 32 * SIDE * PATCH_PITCH;
#pragma unroll
  for (uint32_t i = 0; i < WARP_ROWS; i++) {
#pragma unroll
    for (uint32_t j = 0; j < WARP_COLUMNS; j++) {
      nvcuda::wmma::store_matrix_sync(
          patch, sums[i][j], PATCH_PITCH, nvcuda::wmma::mem_row_major);
      __syncwarp();
      for (uint32_t at = lane; at < SIDE * SIDE; at += 32) {
        const uint32_t y = at / SIDE, x = at % SIDE;
        visit(warp_row() + SIDE * i + y, warp_column() + SIDE * j + x, patch[y * PATCH_PITCH + x]);
      }
      __syncwarp();
    }
  }
}

// Rows of a slice, its columns, and how far its rows are apart in shared memory.
constexpr uint32_t SLICE_ROWS = TILE;
constexpr uint32_t SLICE_COLUMNS = 32;
constexpr uint32_t SLICE_PITCH = 36;

// Calls `use(found, first)` for each slice of columns of the tile, from left to right: `found` has the
// products of its rows with the columns from `first` on.
template <class Use>
static __device__ __forceinline__ void visit_slices(
    const Matrices& of, uint32_t row, uint32_t column, Use use) {
  __shared__ __align__(32) unsigned char memory[TILE_BYTES];
  Sums sums[WARP_ROWS][WARP_COLUMNS];
  tile_sums(of, row, column, memory, sums);
  float* const found = reinterpret_cast<float*>(memory);
  for (uint32_t first = 0; first < TILE; first += SLICE_COLUMNS) {
    if (warp_column() == first) {
#pragma unroll
      for (uint32_t i = 0; i < WARP_ROWS; i++) {
#pragma unroll
        for (uint32_t j = 0; j < WARP_COLUMNS; j++) {
          nvcuda::wmma::store_matrix_sync(
              found + (warp_row() + SIDE * i) * SLICE_PITCH + SIDE * j,
              sums[i][j],
              SLICE_PITCH,
              nvcuda::wmma::mem_row_major);
        }
      }
    }
    __syncthreads();
    use(found, first);
    __syncthreads();
  }
}
