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
