// Divides finite doubles into integers of 14 bits, two rows to a word. A thread takes two rows of a column;
// those of a column more write ones.

#include "shared/f64.cuh"

struct Params {
  uint32_t rows;
  uint32_t columns;
};

constexpr uint32_t LIMBS = 3;

extern "C" __global__ __launch_bounds__(256) void f64_limbs(
    const Params params,
    const uint32_t* __restrict__ values,
    const uint32_t* __restrict__ grids,
    uint32_t* __restrict__ limbs) {
  // Neighbours take neighbouring rows, which lie side by side.
  const uint32_t index = blockIdx.x * 256 + threadIdx.x;
  const uint32_t pairs = (params.rows + 1) / 2;
  if (index >= pairs * (params.columns + 1)) return;
  const uint32_t column = index / pairs;
  const uint32_t row = index % pairs * 2;
  uint32_t* const words =
      limbs + size_t(index % pairs) * (LIMBS * params.columns + 1) + LIMBS * column;
  if (column == params.columns) {
    words[0] = 1 | uint32_t(row + 1 < params.rows) << 16;
    return;
  }
  const uint32_t* const grid = grids + 3 * column;
  const int64_t zero = int64_t(uint64_t(grid[2]) << 32 | grid[1]);
  uint32_t found[LIMBS] = {};
  for (uint32_t i = 0; i < 2 && row + i < params.rows; i++) {
    const uint64_t bits = double_at(values, column * params.rows + row + i);
    const int64_t distance = multiple_of(bits, int32_t(grid[0])) - zero;
    found[0] |= uint32_t(distance & 0x3fff) << 16 * i;
    found[1] |= uint32_t(distance >> 14 & 0x3fff) << 16 * i;
    found[2] |= uint32_t(distance >> 28 & 0xffff) << 16 * i;
  }
  for (uint32_t i = 0; i < LIMBS; i++) words[i] = found[i];
}
