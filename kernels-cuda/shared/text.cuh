// Rows of text, and the hash that the shingles share.
#pragma once

#include <cstdint>

// Chris Wellons' lowbias32.
static __device__ __forceinline__ uint32_t lowbias32(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

constexpr uint32_t BYTE_BASE = 0x2c9277b5u;

// Bytes `[start, end)` of `words` are a row; its windows have `ngram` units.
struct Row {
  const uint32_t* words;
  uint32_t start;
  uint32_t end;
  uint32_t ngram;
  uint32_t seed;

  __device__ __forceinline__ uint32_t byte_at(uint32_t at) const {
    return words[at >> 2] >> ((at & 3u) * 8) & 0xffu;
  }
};

struct Shingle {
  bool exists;
  uint32_t hash;
};

// The shingles that start in four bytes.
struct Shingles {
  Shingle of[4];
};
