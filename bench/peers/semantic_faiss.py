"""faiss, all pairs by products of matrices: semantic_faiss.py VECTORS DIMS."""

import sys

import vectors
import faiss
import numpy as np
from common import Clock

rows = vectors.read(sys.argv[1], sys.argv[2])
faiss.omp_set_num_threads(2)
clock = Clock()
rows = vectors.units(rows)
index = faiss.IndexFlatIP(rows.shape[1])
index.add(rows)
clock.part("index")
starts, neighbours = [np.zeros(1, dtype=np.int64)], []
for first in range(0, len(rows), 4096):
    limits, _, found = index.range_search(rows[first : first + 4096], vectors.LEAST)
    starts.append(starts[-1][-1] + limits[1:].astype(np.int64))
    neighbours.append(found)
clock.part("search")
kept = vectors.greedy(np.concatenate(starts), np.concatenate(neighbours))
clock.part("keep")
clock.tell(rowsOut=kept)
