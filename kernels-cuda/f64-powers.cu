// Sums the first four powers of the finite doubles of each tile. A block takes a tile, a thread every 64th
// of its doubles.

#include "shared/f64.cuh"

struct Params {
  uint32_t tiles;
};

constexpr uint32_t GRIDS = 4;
constexpr uint32_t LENGTH = 101;
constexpr uint32_t SUMS = 24;

static __device__ __forceinline__ uint32_t lowest_bit(uint32_t exponent, uint64_t mantissa) {
  const uint32_t low = uint32_t(mantissa);
  return exponent + (low != 0 ? __ffs(low) - 1 : 31 + __ffs(uint32_t(mantissa >> 32)));
}

static __device__ __forceinline__ uint32_t highest_bit(uint32_t exponent, uint64_t mantissa) {
  const uint32_t high = uint32_t(mantissa >> 32);
  return exponent + (high != 0 ? 63 - __clz(high) : 31 - __clz(uint32_t(mantissa)));
}

// Adds `length` words, or takes them away where `mask` is all ones; the words end in zeros.
template <uint32_t LENGTH_OF>
static __device__ __forceinline__ void add(uint32_t* sums, const uint32_t* words, uint32_t mask) {
  uint64_t carry = mask & 1;
#pragma unroll
  for (uint32_t i = 0; i < LENGTH_OF; i++) {
    carry += uint64_t(sums[i]) + (words[i] ^ mask);
    sums[i] = uint32_t(carry);
    carry >>= 32;
  }
}

// The product of four words and the first `LENGTH_OF` of others.
template <uint32_t LENGTH_OF>
static __device__ __forceinline__ void product(
    const uint32_t* a, const uint32_t* b, uint32_t* result) {
#pragma unroll
  for (uint32_t i = 0; i < LENGTH_OF; i++) {
    uint64_t carry = 0;
#pragma unroll
    for (uint32_t j = 0; j < 4; j++) {
      carry += uint64_t(b[i]) * a[j] + result[i + j];
      result[i + j] = uint32_t(carry);
      carry >>= 32;
    }
    result[i + 4] = uint32_t(carry);
  }
}

// Words of 0 to 2 are the sum of the values, then 5 of the squares, 7 of third and 9 of fourth powers.
static __device__ __forceinline__ void add_all(
    uint32_t* sums, const uint32_t* value, const uint32_t* square, const uint32_t* third,
    const uint32_t* fourth, uint32_t mask) {
  add<3>(sums, value, mask);
  add<5>(sums + 3, square, 0);
  add<7>(sums + 8, third, mask);
  add<9>(sums + 15, fourth, 0);
}

static __device__ __forceinline__ void add_powers(uint32_t* sums, uint64_t u, bool negative) {
  uint32_t value[9] = {uint32_t(u), uint32_t(u >> 32)};
  uint32_t square[9] = {}, third[9] = {}, fourth[9] = {};
  product<2>(value, value, square);
  product<2>(square, value, third);
  product<4>(square, square, fourth);
  add_all(sums, value, square, third, fourth, negative ? 0xffffffffu : 0);
}

extern "C" __global__ __launch_bounds__(64) void f64_powers(
    const Params params,
    const uint32_t* __restrict__ values,
    const uint32_t* __restrict__ starts,
    uint32_t* __restrict__ powers) {
  // The place of the highest bit of any value that is left, and the count of those left at last.
  __shared__ uint32_t tops[GRIDS];
  __shared__ uint32_t unfit;
  // The sums of each thread; word `i` of the one is at `i * 64`.
  __shared__ uint32_t shared_sums[SUMS * 64];
  const uint32_t tile = blockIdx.x;
  if (tile >= params.tiles) return;
  const uint32_t start = starts[tile], end = starts[tile + 1];
  if (threadIdx.x < GRIDS) tops[threadIdx.x] = 0;
  if (threadIdx.x == 0) unfit = 0;
  __syncthreads();
  // Values whose lowest bit is here or above are summed up already.
  uint32_t done = 0xffffffffu;
  for (uint32_t grid = 0; grid < GRIDS; grid++) {
    uint32_t own_top = 0;
    for (uint32_t i = start + threadIdx.x; i < end; i += 64) {
      const uint64_t bits = double_at(values, i);
      const uint64_t mantissa = mantissa_of(bits);
      if (!is_finite(bits) || mantissa == 0) continue;
      const uint32_t exponent = exponent_of(bits);
      if (lowest_bit(exponent, mantissa) < done) {
        own_top = max(own_top, highest_bit(exponent, mantissa));
      }
    }
    atomicMax(&tops[grid], own_top);
    __syncthreads();
    const uint32_t highest = tops[grid];
    uint32_t* const words = powers + size_t(tile) * LENGTH + 1 + grid * (SUMS + 1);
    if (highest == 0) {
      if (threadIdx.x <= SUMS) words[threadIdx.x] = 0;
      continue;
    }
    // At least 1, and in 64 bits of the highest one.
    const uint32_t exponent = max(highest, uint32_t(64)) - 63;
    uint32_t sums[SUMS] = {};
    for (uint32_t i = start + threadIdx.x; i < end; i += 64) {
      const uint64_t bits = double_at(values, i);
      const uint64_t mantissa = mantissa_of(bits);
      if (!is_finite(bits) || mantissa == 0) continue;
      const uint32_t own = exponent_of(bits);
      const uint32_t low = lowest_bit(own, mantissa);
      if (low >= exponent && low < done) {
        const uint64_t u = own >= exponent ? mantissa << (own - exponent)
                                           : mantissa >> (exponent - own);
        add_powers(sums, u, bits >> 63 != 0);
      } else if (grid == GRIDS - 1 && low < exponent) {
        atomicAdd(&unfit, 1u);
      }
    }
    done = exponent;

    for (uint32_t reach = 32; reach > 0; reach /= 2) {
      for (uint32_t i = 0; i < SUMS; i++) shared_sums[i * 64 + threadIdx.x] = sums[i];
      __syncthreads();
      if (threadIdx.x < reach) {
        uint32_t other[SUMS];
        for (uint32_t i = 0; i < SUMS; i++) other[i] = shared_sums[i * 64 + threadIdx.x + reach];
        add_all(sums, other, other + 3, other + 8, other + 15, 0);
      }
      __syncthreads();
    }
    if (threadIdx.x == 0) {
      words[0] = exponent;
      for (uint32_t i = 0; i < SUMS; i++) words[1 + i] = sums[i];
    }
  }
  __syncthreads();
  if (threadIdx.x == 0) powers[size_t(tile) * LENGTH] = unfit;
}
