"""usearch, the 64 nearest rows of each by its graph: semantic_usearch.py VECTORS DIMS."""

import sys

import vectors
import numpy as np
from common import Clock
from usearch.index import Index

rows = vectors.read(sys.argv[1], sys.argv[2])
clock = Clock()
index = Index(ndim=rows.shape[1], metric="cos", dtype="f32")
index.add(np.arange(len(rows)), rows, threads=2)
clock.part("index")
matches = index.search(rows, 64, threads=2)
clock.part("search")
near = matches.distances <= 1 - vectors.LEAST
starts = np.concatenate([[0], np.cumsum(near.sum(axis=1))])
kept = vectors.greedy(starts, matches.keys[near].astype(np.int64))
clock.part("keep")
clock.tell(rowsOut=kept)
