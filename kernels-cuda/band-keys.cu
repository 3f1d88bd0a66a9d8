// The 64-bit key of each band of each signature: two independent chains over the `rows_per_band` slots
// of the band. Keys are band-major: band `q` of row `i` is at `q * row_count + i`.

#include <cstdint>

struct Params {
  uint32_t row_count;
  uint32_t slots;
  uint32_t bands;
  uint32_t rows_per_band;
};

// Chris Wellons' lowbias32.
static __device__ __forceinline__ uint32_t lowbias32(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

extern "C" __global__ __launch_bounds__(256) void band_keys(
    const Params params,
    const uint32_t* __restrict__ signatures,
    uint32_t* __restrict__ hi,
    uint32_t* __restrict__ lo) {
  const uint32_t index = blockIdx.x * 256u + threadIdx.x;
  if (index >= params.row_count * params.bands) return;
  const uint32_t band = index / params.row_count;
  const uint32_t row = index % params.row_count;
  uint32_t low = lowbias32(2u * band + 1u);
  uint32_t high = lowbias32(2u * band + 2u);
  const uint32_t* const slots = signatures + row * params.slots + band * params.rows_per_band;
  for (uint32_t k = 0; k < params.rows_per_band; k++) {
    low = lowbias32(low ^ slots[k]);
    high = lowbias32(high + slots[k] * 0x85ebca77u);
  }
  hi[index] = high;
  lo[index] = low;
}
