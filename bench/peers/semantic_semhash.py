"""semhash, with vectors that are there: semantic_semhash.py VECTORS DIMS."""

import sys

import vectors
from common import Clock
from semhash import SemHash

rows = vectors.read(sys.argv[1], sys.argv[2])
records = [str(row) for row in range(len(rows))]
clock = Clock()
hashes = SemHash.from_embeddings(rows, records, model=None)
clock.part("index")
result = hashes.self_deduplicate(threshold=vectors.LEAST)
clock.part("search")
clock.tell(rowsOut=len(result.selected))
