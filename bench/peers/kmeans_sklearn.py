"""scikit-learn's k-means: kmeans_sklearn.py VECTORS DIMS CENTRES ROUNDS, from given first centres."""

import sys

import vectors
from common import Clock
from sklearn.cluster import KMeans

rows = vectors.read(sys.argv[1], sys.argv[2])
centres = vectors.read(sys.argv[3], sys.argv[2])
rounds = int(sys.argv[4])
clock = Clock()
model = KMeans(len(centres), init=centres, n_init=1, max_iter=rounds, tol=0, algorithm="lloyd")
model.fit(rows)
clock.tell(inertia=float(model.inertia_), rounds=int(model.n_iter_), rowsOut=len(rows))
