"""CuPy on the GPU: products and a sort of pairs. gpu_cupy.py [quick]"""

import json
import sys

import cupy

if cupy.cuda.runtime.getDeviceCount() == 0:
    sys.exit("CuPy finds no CUDA device")
QUICK = len(sys.argv) > 1
SIDE, DIMS = (4096, 128) if QUICK else (8192, 128)
KEYS = 2**23 if QUICK else 2**25
measures = []


def measure(what, work, amount, unit, runs=10):
    """Median by the device's clock, the first run left out."""
    work()
    times = []
    for _ in range(runs):
        start, end = cupy.cuda.Event(), cupy.cuda.Event()
        start.record()
        work()
        end.record()
        end.synchronize()
        times.append(cupy.cuda.get_elapsed_time(start, end) / 1000)
    seconds = sorted(times)[runs // 2]
    measures.append({"what": what, "seconds": seconds, "rate": amount / seconds, "unit": unit})


a = cupy.random.standard_normal((SIDE, DIMS), dtype=cupy.float32)
b = cupy.random.standard_normal((SIDE, DIMS), dtype=cupy.float32)
flops = 2 * SIDE * SIDE * DIMS
measure(f"products {SIDE} x {SIDE} x {DIMS}, f32", lambda: a @ b.T, flops, "FLOP/s")
x, y = a.astype(cupy.float16), b.astype(cupy.float16)
measure(f"products {SIDE} x {SIDE} x {DIMS}, f16", lambda: x @ y.T, flops, "FLOP/s")
keys = cupy.random.randint(0, 2**32, KEYS, dtype=cupy.uint32)
measure(f"sort of {KEYS} 32-bit keys, places alone", lambda: cupy.argsort(keys), KEYS, "keys/s")
print(json.dumps({"version": cupy.__version__, "measures": measures}))
