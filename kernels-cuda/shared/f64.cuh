// Doubles as integers of 64 bits.

#pragma once

#include <cstdint>

constexpr uint64_t SIGN = uint64_t(1) << 63;
constexpr uint64_t INFINITE = uint64_t(0x7ff) << 52;

// Zero has no sign.
static __device__ __forceinline__ uint64_t double_at(const uint32_t* values, uint32_t index) {
  const uint64_t bits = uint64_t(values[2 * size_t(index) + 1]) << 32 | values[2 * size_t(index)];
  return bits == SIGN ? 0 : bits;
}

static __device__ __forceinline__ bool is_finite(uint64_t bits) {
  return (bits & INFINITE) != INFINITE;
}

// A finite double is `mantissa * 2 ** (exponent - 1075)`.
static __device__ __forceinline__ uint32_t exponent_of(uint64_t bits) {
  return max(uint32_t(1), uint32_t((bits & INFINITE) >> 52));
}

static __device__ __forceinline__ uint64_t mantissa_of(uint64_t bits) {
  const uint64_t implied = (bits & INFINITE) != 0 ? uint64_t(1) << 52 : 0;
  return (bits & ((uint64_t(1) << 52) - 1)) | implied;
}

// The greatest multiple of `2 ** width` that is not above a double.
static __device__ __forceinline__ int64_t multiple_of(uint64_t bits, int32_t width) {
  const int64_t mantissa = int64_t(mantissa_of(bits));
  const int64_t whole = bits >> 63 ? -mantissa : mantissa;
  return whole >> min(uint32_t(63), uint32_t(width + 1075) - exponent_of(bits));
}
