"""cuDF on the GPU, from texts that are there: equal rows, and MinHash. gpu_cudf.py TEXTS.jsonl [quick]"""

import json
import sys
import time

import cudf
import numpy

frame = cudf.read_json(sys.argv[1], lines=True)
text = frame["text"]
size = int(text.str.byte_count().sum())
measures = []


def measure(what, work, runs=5):
    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    seconds = sorted(times)[runs // 2]
    measures.append({"what": what, "seconds": seconds, "rate": size / seconds, "unit": "B/s"})


measure("equal rows left out", lambda: len(text.drop_duplicates()))
numbers = numpy.random.default_rng(42)
factors = cudf.Series(numbers.integers(1, 2**31 - 1, 260, dtype=numpy.uint32))
addends = cudf.Series(numbers.integers(0, 2**31 - 1, 260, dtype=numpy.uint32))
measure(
    "MinHash of 260 slots, windows of 24 characters",
    lambda: len(text.str.minhash(0, a=factors, b=addends, width=24)),
)
print(json.dumps({"version": cudf.__version__, "measures": measures}))
