#pragma once
#include "narrow-float.h"
using __nv_bfloat16 = emulated::Narrow<8, 7>;
inline __nv_bfloat16 __float2bfloat16_rn(float x) { return __nv_bfloat16::of(x); }
