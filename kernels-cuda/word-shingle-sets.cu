// The set of shingle hashes of each row, ascending from `set_starts[row]`: the distinct windows of
// `ngram` words, at most 64. Room left by repeated windows is filled with ones. A block builds a set.

#include "shared/word-shingles.cuh"
#include "shared/shingle-sets.cuh"

struct Params {
  uint32_t row_count;
  uint32_t ngram;
  uint32_t seed;
};

extern "C" __global__ __launch_bounds__(256) void word_shingle_sets(
    const Params params,
    const uint32_t* __restrict__ offsets,
    const uint32_t* __restrict__ words,
    const uint32_t* __restrict__ set_starts,
    uint32_t* __restrict__ hashes,
    uint32_t* __restrict__ counts) {
  const uint32_t row = blockIdx.x;
  const Row text = {words, offsets[row], offsets[row + 1], params.ngram, params.seed};
  build_set(text, hashes + set_starts[row], counts + row);
}
