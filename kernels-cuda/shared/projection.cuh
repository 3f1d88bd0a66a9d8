// Sums of a row's shingles over drawn dimensions; `shingle_at` is included before.
#pragma once

constexpr uint32_t BLOCK = 256;
constexpr uint32_t MAX_DIMS = 2048;
// Dimensions that a shingle is added to or taken from.
constexpr uint32_t DRAWS = 4;

static __device__ __forceinline__ void project_row(
    const Row& row, uint32_t dims, int32_t weight, int32_t* sums) {
  __shared__ int32_t row_sums[MAX_DIMS];
  for (uint32_t dim = threadIdx.x; dim < dims; dim += BLOCK) row_sums[dim] = 0;
  __syncthreads();
  for (uint32_t at = row.start + threadIdx.x; at < row.end; at += BLOCK) {
    const Shingle shingle = shingle_at(row, at);
    if (!shingle.exists) continue;
    uint32_t key = shingle.hash;
    for (uint32_t draw = 0; draw < DRAWS; draw++) {
      key += 0x9e3779b9u;
      const uint32_t drawn = lowbias32(key);
      atomicAdd(&row_sums[((drawn >> 16) * dims) >> 16], drawn & 1u ? weight : -weight);
    }
  }
  __syncthreads();
  for (uint32_t dim = threadIdx.x; dim < dims; dim += BLOCK) sums[dim] += row_sums[dim];
}
