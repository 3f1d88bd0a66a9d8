"""Signatures alone, on one thread: signatures.py IN SECONDS. IN has one JSON list of texts a line,
with the number of bytes of a text before it; for each line, seconds for all its texts."""

import json
import os
import sys
import time

os.environ["RAYON_NUM_THREADS"] = "1"

from common import SEED, shingles
from datasketch import MinHash
from rensa import RMinHash

SLOTS = 128


def best(seconds, work):
    times = []
    began = time.perf_counter()
    while len(times) < 3 or time.perf_counter() - began < seconds:
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
        if time.perf_counter() - began > 4 * seconds:
            break
    return sorted(times)[len(times) // 2]


results = []
for line in open(sys.argv[1], encoding="utf-8"):
    size, texts = json.loads(line)
    limit = float(sys.argv[2])
    sets = [shingles(text) for text in texts]
    encoded = [[token.encode() for token in tokens] for tokens in sets]

    def rensa(given):
        return RMinHash.digest_matrix_from_token_sets(given, SLOTS, SEED)

    def sketch(given):
        return list(MinHash.generator(given, num_perm=SLOTS, seed=SEED))

    results.append(
        {
            "size": size,
            "rensa": best(limit, lambda: rensa(sets)),
            "rensaFromText": best(limit, lambda: rensa([shingles(t) for t in texts])),
            "datasketch": best(limit, lambda: sketch(encoded)),
            "datasketchFromText": best(
                limit, lambda: sketch([[s.encode() for s in shingles(t)] for t in texts])
            ),
        }
    )
json.dump({"results": results}, sys.stdout)
print()
