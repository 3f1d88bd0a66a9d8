// Projects each row's windows of `ngram` code points, repeats included, onto `dims` sums: each window adds
// `weight` to, or takes it from, four sums that its hash draws. A block projects a row.

#include "shared/char-shingles.cuh"
#include "shared/projection.cuh"

struct Params {
  uint32_t row_count;
  uint32_t ngram;
  uint32_t seed;
  uint32_t dims;
  int32_t weight;
};

extern "C" __global__ __launch_bounds__(256) void char_projection(
    const Params params,
    const uint32_t* __restrict__ offsets,
    const uint32_t* __restrict__ words,
    int32_t* __restrict__ sums) {
  const uint32_t row = blockIdx.x;
  const Row text = {words, offsets[row], offsets[row + 1], params.ngram, params.seed};
  project_row(text, params.dims, params.weight, sums + row * params.dims);
}
