// Moves pairs, stably, to where their tile's keys of that 8-bit digit start: `offsets`. Each warp ranks
// 256 consecutive keys by matching digits across its lanes (Adinets and Merrill, Onesweep, 2022); the
// tile is then ordered in shared memory, so that neighbours write to neighbouring places.
// twin: ranks by warp votes

#include <cstdint>

struct Params {
  uint32_t count;
  uint32_t shift;
};

constexpr uint32_t TILE = 2048;
constexpr uint32_t DIGITS = 256;
constexpr uint32_t WARPS = 8;
constexpr uint32_t ITEMS = TILE / 256;
constexpr uint32_t ALL = 0xffffffffu;

// The lanes whose `digit` is the caller's, by its eight bits.
static __device__ __forceinline__ uint32_t peers(uint32_t digit) {
  uint32_t same = ALL;
  for (uint32_t bit = 0; bit < 8; bit++) {
    const bool set = digit >> bit & 1u;
    const uint32_t lanes = __ballot_sync(ALL, set);
    same &= set ? lanes : ~lanes;
  }
  return same;
}

extern "C" __global__ __launch_bounds__(256) void radix_scatter(
    const Params params,
    const uint32_t* __restrict__ keys,
    const uint32_t* __restrict__ values,
    const uint32_t* __restrict__ offsets,
    uint32_t* __restrict__ sorted_keys,
    uint32_t* __restrict__ sorted_values) {
  __shared__ uint32_t counts[WARPS][DIGITS];
  __shared__ uint32_t targets[DIGITS];
  __shared__ uint32_t group_sums[WARPS];
  __shared__ uint32_t tile_keys[TILE];
  __shared__ uint32_t tile_values[TILE];
  const uint32_t lane = threadIdx.x & 31u;
  const uint32_t warp = threadIdx.x >> 5;
  const uint32_t base = blockIdx.x * TILE;

  for (uint32_t i = threadIdx.x; i < WARPS * DIGITS; i += 256) (&counts[0][0])[i] = 0;
  __syncthreads();

  // What is behind the end has the largest digit and stays behind all keys.
  uint32_t key[ITEMS], rank[ITEMS];
  for (uint32_t i = 0; i < ITEMS; i++) {
    const uint32_t index = base + warp * 256 + i * 32 + lane;
    key[i] = index < params.count ? keys[index] : ALL;
    const uint32_t digit = (key[i] >> params.shift) & 0xffu;
    const uint32_t same = peers(digit);
    const uint32_t before = __popc(same & ((1u << lane) - 1u));
    const uint32_t seen = counts[warp][digit];
    __syncwarp();
    if (before == 0) counts[warp][digit] = seen + __popc(same);
    __syncwarp();
    rank[i] = seen + before;
  }
  __syncthreads();

  // One thread a digit: where each warp's keys of the digit start in the tile.
  const uint32_t digit = threadIdx.x;
  uint32_t total = 0;
  for (uint32_t i = 0; i < WARPS; i++) {
    const uint32_t own = counts[i][digit];
    counts[i][digit] = total;
    total += own;
  }
  uint32_t inclusive = total;
  for (uint32_t step = 1; step < 32; step *= 2) {
    const uint32_t below = __shfl_up_sync(ALL, inclusive, step);
    if (lane >= step) inclusive += below;
  }
  if (lane == 31) group_sums[warp] = inclusive;
  __syncthreads();
  uint32_t start = inclusive - total;
  for (uint32_t i = 0; i < warp; i++) start += group_sums[i];
  for (uint32_t i = 0; i < WARPS; i++) counts[i][digit] += start;
  const uint32_t tiles = (params.count + TILE - 1) / TILE;
  targets[digit] = blockIdx.x < tiles ? offsets[digit * tiles + blockIdx.x] - start : 0;
  __syncthreads();

  for (uint32_t i = 0; i < ITEMS; i++) {
    const uint32_t index = base + warp * 256 + i * 32 + lane;
    const uint32_t at = counts[warp][(key[i] >> params.shift) & 0xffu] + rank[i];
    tile_keys[at] = key[i];
    tile_values[at] = index < params.count ? values[index] : 0;
  }
  __syncthreads();
  for (uint32_t at = threadIdx.x; at < TILE && base + at < params.count; at += 256) {
    const uint32_t to = targets[(tile_keys[at] >> params.shift) & 0xffu] + at;
    sorted_keys[to] = tile_keys[at];
    sorted_values[to] = tile_values[at];
  }
}
