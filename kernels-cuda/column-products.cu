// Sums the products of each two columns of 15-bit integers, of which a word holds two rows. A block takes
// 32 columns by 32, a thread 4 by 4 of them; tiles lie on and above the diagonal, row by row.

#include <cstdint>

struct Params {
  uint32_t pairs;
  uint32_t dims;
};

constexpr uint32_t TILE = 32;
constexpr uint32_t DEPTH = 16;

extern "C" __global__ __launch_bounds__(64) void column_products(
    const Params params,
    const uint32_t* __restrict__ quantized,
    uint32_t* __restrict__ products) {
  __shared__ uint32_t left[DEPTH * TILE];
  __shared__ uint32_t right[DEPTH * TILE];
  const uint32_t across = (params.dims + TILE - 1) / TILE;
  uint32_t tile_row = 0, rest = blockIdx.x;
  for (; tile_row < across && rest >= across - tile_row; tile_row++) rest -= across - tile_row;
  const uint32_t first_row = tile_row * TILE;
  const uint32_t first_column = (tile_row + rest) * TILE;
  const uint32_t y = threadIdx.x / 8 * 4, x = threadIdx.x % 8 * 4;
  const auto word_at = [&](uint32_t pair, uint32_t column) {
    const bool there = pair < params.pairs && column < params.dims;
    return there ? quantized[size_t(pair) * params.dims + column] : 0;
  };

  int64_t sums[4][4] = {};
  for (uint32_t depth = 0; depth < params.pairs; depth += DEPTH) {
    for (uint32_t i = threadIdx.x; i < DEPTH * TILE; i += 64) {
      left[i] = word_at(depth + i / TILE, first_row + i % TILE);
      right[i] = word_at(depth + i / TILE, first_column + i % TILE);
    }
    __syncthreads();
    for (uint32_t k = 0; k < DEPTH; k++) {
      for (uint32_t i = 0; i < 4; i++) {
        const int32_t a = int32_t(left[k * TILE + y + i]);
        for (uint32_t j = 0; j < 4; j++) {
          const int32_t b = int32_t(right[k * TILE + x + j]);
          // Two products of 15 bits each: 31 bits with the sign.
          sums[i][j] += int32_t(int16_t(a)) * int32_t(int16_t(b)) + (a >> 16) * (b >> 16);
        }
      }
    }
    __syncthreads();
  }
  for (uint32_t i = 0; i < 4; i++) {
    for (uint32_t j = 0; j < 4; j++) {
      const uint32_t row = first_row + y + i, column = first_column + x + j;
      if (row >= params.dims || column >= params.dims) continue;
      uint32_t* const at = products + 2 * (size_t(row) * params.dims + column);
      at[0] = uint32_t(sums[i][j]);
      at[1] = uint32_t(uint64_t(sums[i][j]) >> 32);
    }
  }
}
