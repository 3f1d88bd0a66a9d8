// Signs each row: the similarity sketch of its windows of `ngram` code points, in `2 ** slot_bits` slots (64 to
// 512). A row without windows has a signature of all ones and counts 0 shingles. A block signs a row, or
// eight short ones.
// twin: a warp for a short row

#include "shared/char-shingles.cuh"
#include "shared/sketch.cuh"

struct Params {
  uint32_t row_count;
  uint32_t ngram;
  uint32_t seed;
  uint32_t slot_bits;
};

extern "C" __global__ __launch_bounds__(256) void char_signature(
    const Params params,
    const uint32_t* __restrict__ offsets,
    const uint32_t* __restrict__ words,
    const uint32_t* __restrict__ rounds,
    uint32_t* __restrict__ signatures,
    uint32_t* __restrict__ shingle_counts) {
  __shared__ Sketch sketch;
  const auto& [row_count, ngram, seed, slot_bits] = params;
  sign(
      sketch, offsets, words, rounds, row_count, ngram, seed, slot_bits, signatures, shingle_counts);
}
