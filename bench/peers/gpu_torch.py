"""PyTorch on the GPU: products, a sort of pairs, rounds of k-means. gpu_torch.py [quick]"""

import json
import sys

import torch

if not torch.cuda.is_available():
    sys.exit("PyTorch finds no CUDA device")
QUICK = len(sys.argv) > 1
SIDE, DIMS = (4096, 128) if QUICK else (8192, 128)
KEYS = 2**23 if QUICK else 2**25
POINTS, CENTRES = (2**17, 1024) if QUICK else (2**20, 1024)
measures = []


def measure(what, work, amount, unit, runs=10):
    """Median by the device's clock, the first run left out."""
    work()
    times = []
    for _ in range(runs):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        work()
        end.record()
        torch.cuda.synchronize()
        times.append(start.elapsed_time(end) / 1000)
    seconds = sorted(times)[runs // 2]
    measures.append({"what": what, "seconds": seconds, "rate": amount / seconds, "unit": unit})


generator = torch.Generator("cuda").manual_seed(1)
a = torch.randn(SIDE, DIMS, device="cuda", generator=generator)
b = torch.randn(SIDE, DIMS, device="cuda", generator=generator)
flops = 2 * SIDE * SIDE * DIMS
torch.backends.cuda.matmul.allow_tf32 = False
measure(f"products {SIDE} x {SIDE} x {DIMS}, f32", lambda: a @ b.T, flops, "FLOP/s")
torch.backends.cuda.matmul.allow_tf32 = True
measure(f"products {SIDE} x {SIDE} x {DIMS}, tf32", lambda: a @ b.T, flops, "FLOP/s")
for kind, name in ((torch.float16, "f16"), (torch.bfloat16, "bf16")):
    x, y = a.to(kind), b.to(kind)
    measure(f"products {SIDE} x {SIDE} x {DIMS}, {name}", lambda: x @ y.T, flops, "FLOP/s")
keys = torch.randint(-(2**31), 2**31 - 1, (KEYS,), device="cuda", dtype=torch.int32)
measure(f"sort of {KEYS} 32-bit keys with their places", lambda: torch.sort(keys), KEYS, "keys/s")
rows = torch.randn(POINTS, DIMS, device="cuda", generator=generator)
centres = rows[:CENTRES].clone()


def k_means_round():
    nearest = (rows @ centres.T - (centres * centres).sum(1) / 2).argmax(1)
    sums = torch.zeros_like(centres).index_add_(0, nearest, rows)
    counts = torch.bincount(nearest, minlength=CENTRES).clamp(min=1)
    return sums / counts[:, None]


measure(
    f"k-means round, {POINTS} rows of {DIMS}, {CENTRES} centres, tf32", k_means_round, POINTS, "rows/s"
)
print(json.dumps({"version": torch.__version__, "measures": measures}))
