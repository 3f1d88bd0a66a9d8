#pragma once

#include "text.cuh"

constexpr uint32_t WORD_BASE = 0x9e3779b1u;

static __device__ __forceinline__ bool is_separator(uint32_t byte) {
  return byte == 32 || (byte >= 9 && byte <= 13);
}

// The shingle that starts at a byte of the row, if one does: a window of `ngram` words, or all words of
// a row that has fewer.
static __device__ __forceinline__ Shingle shingle_at(const Row& row, uint32_t at) {
  if (is_separator(row.byte_at(at))) return {false, 0};
  if (at > row.start && !is_separator(row.byte_at(at - 1))) return {false, 0};
  uint32_t mixed = 0, count = 0, word = 0;
  bool in_word = false;
  for (uint32_t i = at; i < row.end; i++) {
    const uint32_t byte = row.byte_at(i);
    if (!is_separator(byte)) {
      word = word * BYTE_BASE + byte + 1;
      in_word = true;
    } else if (in_word) {
      mixed = mixed * WORD_BASE + lowbias32(word) + 1;
      count++;
      word = 0;
      in_word = false;
      if (count == row.ngram) break;
    }
  }
  if (in_word) {
    mixed = mixed * WORD_BASE + lowbias32(word) + 1;
    count++;
  }
  if (count < row.ngram) {
    for (uint32_t i = at; i > row.start; i--) {
      if (!is_separator(row.byte_at(i - 1))) return {false, 0};
    }
  }
  return {true, lowbias32(mixed ^ row.seed)};
}

// Those of the four bytes from `at`, a multiple of four.
static __device__ __forceinline__ Shingles shingles_at(const Row& row, uint32_t at) {
  Shingles found = {};
  for (uint32_t k = 0; k < 4; k++) {
    if (at + k >= row.start && at + k < row.end) found.of[k] = shingle_at(row, at + k);
  }
  return found;
}
