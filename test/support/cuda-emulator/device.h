// What CUDA C++ means by its words, on one thread of the processor: each thread of a block is a fiber,
// and the fibers take turns where they wait for each other. Integers behave as on a device; the speed,
// the memory model and the order of atomics do not.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

struct uint3 {
  unsigned x, y, z;
};
struct uint4 {
  unsigned x, y, z, w;
};
struct uint2 {
  unsigned x, y;
};
struct float4 {
  float x, y, z, w;
};
inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }
inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }

namespace emulated {
struct Thread {
  uint3 thread, block, block_size, grid;
};
// What the driver that loads a kernel lends it.
struct Calls {
  Thread* (*current)();
  void (*sync_block)();
  // Waits for all lanes of `mask`; then value i is what lane i gave. What a lane outside gave is 0.
  const uint64_t* (*exchange)(uint32_t mask, uint64_t value);
};
static Calls calls;
extern "C" void emulated_lend(const Calls* lent) { calls = *lent; }

template <class... A, size_t... I>
void call(void (*kernel)(A...), void** args, std::index_sequence<I...>) {
  kernel(*static_cast<std::remove_const_t<A>*>(args[I])...);
}
template <class... A>
void call(void (*kernel)(A...), void** args) {
  call(kernel, args, std::index_sequence_for<A...>{});
}
template <class... A>
const size_t* sizes(void (*)(A...), size_t* count) {
  static const size_t all[] = {sizeof(A)...};
  *count = sizeof...(A);
  return all;
}
template <class T>
uint64_t to_bits(T value) {
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  return bits;
}
template <class T>
T from_bits(uint64_t bits) {
  T value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
inline unsigned lane() { return calls.current()->thread.x & 31u; }
}  // namespace emulated

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __noinline__
#define __restrict__
#define __constant__ static const
#define __shared__ static
#define __launch_bounds__(...)
#define __align__(n) __attribute__((aligned(n)))

#define threadIdx (emulated::calls.current()->thread)
#define blockIdx (emulated::calls.current()->block)
#define blockDim (emulated::calls.current()->block_size)
#define gridDim (emulated::calls.current()->grid)
#define warpSize 32

using std::max;
using std::min;

inline void __syncthreads() { emulated::calls.sync_block(); }
inline int __syncthreads_or(int predicate) {
  static int any;
  emulated::calls.sync_block();
  if (threadIdx.x == 0) any = 0;
  emulated::calls.sync_block();
  any |= predicate != 0;
  emulated::calls.sync_block();
  const int result = any;
  emulated::calls.sync_block();
  return result;
}
inline void __syncwarp(uint32_t mask = 0xffffffffu) { emulated::calls.exchange(mask, 0); }
inline void __threadfence() {}
inline void __threadfence_block() {}

template <class T>
T __shfl_sync(uint32_t mask, T value, int from, int width = 32) {
  const unsigned lane = emulated::lane();
  const unsigned base = lane & ~unsigned(width - 1);
  const uint64_t* all = emulated::calls.exchange(mask, emulated::to_bits(value));
  return emulated::from_bits<T>(all[base + (unsigned(from) & unsigned(width - 1))]);
}
template <class T>
T __shfl_up_sync(uint32_t mask, T value, unsigned delta, int width = 32) {
  const unsigned lane = emulated::lane();
  const unsigned within = lane & unsigned(width - 1);
  const uint64_t* all = emulated::calls.exchange(mask, emulated::to_bits(value));
  return within < delta ? value : emulated::from_bits<T>(all[lane - delta]);
}
template <class T>
T __shfl_down_sync(uint32_t mask, T value, unsigned delta, int width = 32) {
  const unsigned lane = emulated::lane();
  const unsigned within = lane & unsigned(width - 1);
  const uint64_t* all = emulated::calls.exchange(mask, emulated::to_bits(value));
  return within + delta >= unsigned(width) ? value : emulated::from_bits<T>(all[lane + delta]);
}
template <class T>
T __shfl_xor_sync(uint32_t mask, T value, int other, int width = 32) {
  const unsigned lane = emulated::lane();
  const uint64_t* all = emulated::calls.exchange(mask, emulated::to_bits(value));
  return emulated::from_bits<T>(all[lane ^ unsigned(other)]);
}
inline uint32_t __ballot_sync(uint32_t mask, int predicate) {
  const uint64_t* all = emulated::calls.exchange(mask, predicate != 0);
  uint32_t bits = 0;
  for (int i = 0; i < 32; i++) bits |= uint32_t(all[i] & 1) << i;
  return bits & mask;
}
inline int __any_sync(uint32_t mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(uint32_t mask, int predicate) {
  return __ballot_sync(mask, predicate) == mask;
}
inline uint32_t __match_any_sync(uint32_t mask, uint32_t value) {
  const uint64_t* all = emulated::calls.exchange(mask, value);
  uint32_t bits = 0;
  for (int i = 0; i < 32; i++) {
    if (mask >> i & 1) bits |= uint32_t(all[i] == value) << i;
  }
  return bits;
}
template <class Combine>
uint32_t reduce_lanes(uint32_t mask, uint32_t value, Combine combine) {
  const uint64_t* all = emulated::calls.exchange(mask, value);
  uint32_t result = value;
  for (int i = 0; i < 32; i++) {
    if ((mask >> i & 1) && i != int(emulated::lane())) result = combine(result, uint32_t(all[i]));
  }
  return result;
}
inline uint32_t __reduce_add_sync(uint32_t mask, uint32_t value) {
  return reduce_lanes(mask, value, [](uint32_t a, uint32_t b) { return a + b; });
}
inline uint32_t __reduce_min_sync(uint32_t mask, uint32_t value) {
  return reduce_lanes(mask, value, [](uint32_t a, uint32_t b) { return std::min(a, b); });
}
inline uint32_t __reduce_max_sync(uint32_t mask, uint32_t value) {
  return reduce_lanes(mask, value, [](uint32_t a, uint32_t b) { return std::max(a, b); });
}
inline uint32_t __reduce_or_sync(uint32_t mask, uint32_t value) {
  return reduce_lanes(mask, value, [](uint32_t a, uint32_t b) { return a | b; });
}

template <class T>
T atomicAdd(T* at, T value) {
  const T before = *at;
  *at = before + value;
  return before;
}
template <class T>
T atomicSub(T* at, T value) {
  const T before = *at;
  *at = before - value;
  return before;
}
template <class T>
T atomicMin(T* at, T value) {
  const T before = *at;
  *at = std::min(before, value);
  return before;
}
template <class T>
T atomicMax(T* at, T value) {
  const T before = *at;
  *at = std::max(before, value);
  return before;
}
template <class T>
T atomicOr(T* at, T value) {
  const T before = *at;
  *at = before | value;
  return before;
}
template <class T>
T atomicAnd(T* at, T value) {
  const T before = *at;
  *at = before & value;
  return before;
}
template <class T>
T atomicExch(T* at, T value) {
  return std::exchange(*at, value);
}
template <class T>
T atomicCAS(T* at, T expected, T value) {
  const T before = *at;
  if (before == expected) *at = value;
  return before;
}

template <class T>
T __ldg(const T* at) {
  return *at;
}
inline int __popc(uint32_t x) { return __builtin_popcount(x); }
inline int __popcll(uint64_t x) { return __builtin_popcountll(x); }
inline int __clz(uint32_t x) { return x == 0 ? 32 : __builtin_clz(x); }
inline int __ffs(uint32_t x) { return __builtin_ffs(int(x)); }
inline uint32_t __brev(uint32_t x) {
  uint32_t result = 0;
  for (int i = 0; i < 32; i++) result |= (x >> i & 1u) << (31 - i);
  return result;
}
inline uint32_t __umulhi(uint32_t a, uint32_t b) { return uint32_t(uint64_t(a) * b >> 32); }
inline uint32_t __funnelshift_l(uint32_t low, uint32_t high, uint32_t shift) {
  return uint32_t((uint64_t(high) << 32 | low) << (shift & 31u) >> 32);
}
inline uint32_t __funnelshift_r(uint32_t low, uint32_t high, uint32_t shift) {
  return uint32_t((uint64_t(high) << 32 | low) >> (shift & 31u));
}
inline uint32_t __byte_perm(uint32_t x, uint32_t y, uint32_t selector) {
  const uint64_t bytes = uint64_t(y) << 32 | x;
  uint32_t result = 0;
  for (int i = 0; i < 4; i++) {
    result |= uint32_t(bytes >> (8 * (selector >> (4 * i) & 7u)) & 0xffu) << (8 * i);
  }
  return result;
}
inline uint32_t __float_as_uint(float x) { return uint32_t(emulated::to_bits(x)); }
inline float __uint_as_float(uint32_t x) { return emulated::from_bits<float>(x); }
inline int __float2int_rn(float x) { return int(std::nearbyint(x)); }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fsub_rn(float a, float b) { return a - b; }
inline float __fdiv_rn(float a, float b) { return a / b; }
inline float __fsqrt_rn(float a) { return std::sqrt(a); }
inline float __fmaf_rn(float a, float b, float c) { return std::fma(a, b, c); }
