#pragma once
#include "narrow-float.h"
using __half = emulated::Narrow<5, 10>;
inline __half __float2half_rn(float x) { return __half::of(x); }
