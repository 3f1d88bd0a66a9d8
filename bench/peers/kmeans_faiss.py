"""faiss's k-means: kmeans_faiss.py VECTORS DIMS CENTRES ROUNDS, from given first centres."""

import sys

import vectors
import faiss
from common import Clock

rows = vectors.read(sys.argv[1], sys.argv[2])
centres = vectors.read(sys.argv[3], sys.argv[2])
rounds = int(sys.argv[4])
faiss.omp_set_num_threads(2)
clock = Clock()
model = faiss.Kmeans(
    rows.shape[1], len(centres), niter=rounds, max_points_per_centroid=len(rows), seed=1
)
model.train(rows, init_centroids=centres)
# What it tells is of the centres before the last round.
distances, _ = model.index.search(rows, 1)
clock.tell(inertia=float(distances.sum()), rounds=rounds, rowsOut=len(rows))
