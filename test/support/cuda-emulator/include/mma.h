// Warp matrices. Products are exact. A sum takes in eight of them at a time, each cut off below the last
// place of the largest, and is cut off itself: the least exact of the ways in which tensor cores have been
// seen to add (Fasi, Higham, Mikaitis and Pranesh, "Numerical behavior of NVIDIA tensor cores", 2021).
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

namespace nvcuda::wmma {

struct matrix_a {};
struct matrix_b {};
struct accumulator {};
struct row_major {};
struct col_major {};
enum layout_t { mem_row_major, mem_col_major };

namespace precision {
struct tf32 {};
}

// Ten bits of mantissa; ties away from zero.
inline float __float_to_tf32(float x) {
  if (!std::isfinite(x)) return x;
  uint32_t bits;
  std::memcpy(&bits, &x, 4);
  bits = (bits + 0x1000u) & 0xffffe000u;
  std::memcpy(&x, &bits, 4);
  return x;
}

template <class Input>
struct Stored {
  using type = Input;
};
template <>
struct Stored<precision::tf32> {
  using type = float;
};

template <class Use, int M, int N, int K, class Input, class Layout = void>
struct fragment {
  static constexpr bool SUMS = std::is_same_v<Use, accumulator>;
  static constexpr int num_elements = (SUMS ? M * N : M * K) / 32;
  // Element i of a lane is number `lane * num_elements + i` of the matrix, by rows; of b, by columns.
  typename Stored<Input>::type x[num_elements];

  static int number(int i) { return int(emulated::lane()) * num_elements + i; }
};

template <class Fragment>
void fill_fragment(Fragment& to, float value) {
  for (auto& element : to.x) element = value;
}

template <class Use, int M, int N, int K, class Input, class Layout, class T>
void load_matrix_sync(fragment<Use, M, N, K, Input, Layout>& to, const T* from, unsigned pitch) {
  static_assert(
      (std::is_same_v<Use, matrix_a> && std::is_same_v<Layout, row_major>) ||
          (std::is_same_v<Use, matrix_b> && std::is_same_v<Layout, col_major>),
      "only the layouts in which a row is K numbers are emulated");
  if (reinterpret_cast<uint64_t>(from) % 32 != 0 || pitch * sizeof(T) % 16 != 0) __builtin_trap();
  __syncwarp();
  for (int i = 0; i < to.num_elements; i++) {
    const int at = to.number(i);
    to.x[i] = from[at / K * int(pitch) + at % K];
  }
}

template <int M, int N, int K>
void store_matrix_sync(
    float* to, const fragment<accumulator, M, N, K, float>& from, unsigned pitch, layout_t) {
  if (reinterpret_cast<uint64_t>(to) % 32 != 0 || pitch % 4 != 0) __builtin_trap();
  for (int i = 0; i < from.num_elements; i++) {
    const int at = from.number(i);
    to[at / N * int(pitch) + at % N] = from.x[i];
  }
  __syncwarp();
}

// `sum` and eight products, cut off below the last place of the largest of them.
inline float add_cut(float sum, const double* products) {
  double largest = std::fabs(double(sum));
  double plain = sum;
  for (int i = 0; i < 8; i++) {
    largest = std::max(largest, std::fabs(products[i]));
    plain += products[i];
  }
  if (largest == 0 || !std::isfinite(plain)) return float(plain);
  int exponent;
  std::frexp(largest, &exponent);
  const double unit = std::ldexp(1.0, exponent - 24);
  int64_t units = int64_t(sum / unit);
  for (int i = 0; i < 8; i++) units += int64_t(products[i] / unit);
  // A carry leaves more than 24 bits; what is too much of them is cut off too.
  int64_t rest = 1;
  while (std::llabs(units / rest) >= int64_t(1) << 24) rest *= 2;
  return float(double(units / rest * rest) * unit);
}

template <int M, int N, int K, class Input>
void mma_sync(
    fragment<accumulator, M, N, K, float>& to,
    const fragment<matrix_a, M, N, K, Input, row_major>& a,
    const fragment<matrix_b, M, N, K, Input, col_major>& b,
    const fragment<accumulator, M, N, K, float>& sums) {
  using Rows = fragment<matrix_a, M, N, K, Input, row_major>;
  using Columns = fragment<matrix_b, M, N, K, Input, col_major>;
  const Rows* rows[32];
  const Columns* columns[32];
  const auto all = [](const void* own, auto& lanes) {
    const auto address = reinterpret_cast<uint64_t>(own);
    const uint64_t* given = emulated::calls.exchange(0xffffffffu, address);
    std::memcpy(lanes, given, sizeof lanes);
  };
  all(&a, rows);
  all(&b, columns);
  const auto element = [](const auto* lanes, int at) {
    constexpr int own = Rows::num_elements;
    return double(float(lanes[at / own]->x[at % own]));
  };
  float made[fragment<accumulator, M, N, K, float>::num_elements];
  for (int i = 0; i < sums.num_elements; i++) {
    const int at = sums.number(i), row = at / N, column = at % N;
    float sum = sums.x[i];
    for (int k = 0; k < K; k += 8) {
      double products[8];
      for (int j = 0; j < 8; j++) {
        products[j] = element(rows, row * K + k + j) * element(columns, column * K + k + j);
      }
      sum = add_cut(sum, products);
    }
    made[i] = sum;
  }
  // Nobody's fragments change before everybody has read them.
  __syncwarp();
  std::memcpy(to.x, made, sizeof made);
}

}  // namespace nvcuda::wmma
