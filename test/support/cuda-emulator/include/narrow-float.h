// Floats of 16 bits: rounded to the nearest, ties to even, with subnormals and infinities.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace emulated {

template <int EXPONENT, int MANTISSA>
struct Narrow {
  uint16_t bits;

  static Narrow of(float x) {
    constexpr int BIAS = (1 << (EXPONENT - 1)) - 1;
    constexpr uint16_t INFINITE = uint16_t(((1 << EXPONENT) - 1) << MANTISSA);
    const uint16_t sign = std::signbit(x) ? 0x8000 : 0;
    const double size = std::fabs(double(x));
    if (std::isnan(x)) return {uint16_t(sign | INFINITE | 1)};
    if (size == 0) return {sign};
    int exponent;
    std::frexp(size, &exponent);
    exponent = std::max(exponent - 1, 1 - BIAS);
    // In units of the last place; the sum carries into the exponent where it has to.
    const auto units = uint64_t(std::nearbyint(std::ldexp(size, MANTISSA - exponent)));
    const uint64_t all = units + (uint64_t(exponent + BIAS - 1) << MANTISSA);
    return {uint16_t(sign | (all >= INFINITE ? INFINITE : all))};
  }

  operator float() const {
    constexpr int BIAS = (1 << (EXPONENT - 1)) - 1;
    const int exponent = bits >> MANTISSA & ((1 << EXPONENT) - 1);
    const int mantissa = bits & ((1 << MANTISSA) - 1);
    float size;
    if (exponent == (1 << EXPONENT) - 1) size = mantissa ? NAN : INFINITY;
    else if (exponent == 0) size = std::ldexp(float(mantissa), 1 - BIAS - MANTISSA);
    else size = std::ldexp(float(mantissa + (1 << MANTISSA)), exponent - BIAS - MANTISSA);
    return bits & 0x8000 ? -size : size;
  }
};

}  // namespace emulated
