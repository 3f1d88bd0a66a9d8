#pragma once

#include "text.cuh"

// The shingle that starts at a byte of the row, if one does: a window of `ngram` code points, or all
// code points of a row that has fewer.
static __device__ __forceinline__ Shingle shingle_at(const Row& row, uint32_t at) {
  if ((row.byte_at(at) & 0xc0u) == 0x80u) return {false, 0};
  uint32_t hash = 0, chars = 0;
  for (uint32_t i = at; i < row.end; i++) {
    const uint32_t byte = row.byte_at(i);
    if ((byte & 0xc0u) != 0x80u && chars++ == row.ngram) {
      chars = row.ngram;
      break;
    }
    hash = hash * BYTE_BASE + byte + 1;
  }
  if (chars < row.ngram) {
    for (uint32_t i = at; i > row.start; i--) {
      if ((row.byte_at(i - 1) & 0xc0u) != 0x80u) return {false, 0};
    }
  }
  return {true, lowbias32(hash ^ row.seed)};
}

// Those of the four bytes from `at`, a multiple of four. Among letters of ASCII a window follows from the
// one before it, whatever its length; they come from memory a word at a time.
static __device__ __forceinline__ Shingles shingles_at(const Row& row, uint32_t at) {
  Shingles found = {};
  bool ascii = at >= row.start && at + row.ngram + 3 < row.end;
  if (ascii) {
    uint32_t bits = 0;
    for (uint32_t word = at >> 2; word <= (at + row.ngram + 3) >> 2; word++) bits |= row.words[word];
    ascii = (bits & 0x80808080u) == 0;
  }
  if (!ascii) {
    for (uint32_t k = 0; k < 4; k++) {
      if (at + k >= row.start && at + k < row.end) found.of[k] = shingle_at(row, at + k);
    }
    return found;
  }
  const uint32_t first = row.words[at >> 2];
  uint32_t hash = 0, power = 1, word = 0;
  for (uint32_t i = 0; i < row.ngram; i++) {
    if ((i & 3u) == 0) word = row.words[(at + i) >> 2];
    hash = hash * BYTE_BASE + (word & 0xffu) + 1;
    word >>= 8;
    power *= BYTE_BASE;
  }
  found.of[0] = {true, lowbias32(hash ^ row.seed)};
#pragma unroll
  for (uint32_t k = 1; k < 4; k++) {
    hash = hash * BYTE_BASE + row.byte_at(at + row.ngram + k - 1) + 1;
    hash -= ((first >> (8 * (k - 1)) & 0xffu) + 1) * power;
    found.of[k] = {true, lowbias32(hash ^ row.seed)};
  }
  return found;
}
