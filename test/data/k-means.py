"""Writes k-means.json: what scikit-learn's KMeans makes of three datasets from given first centres.

The datasets are those of test/support/point-clouds.ts, drawn here once more from the same numbers.
Made with scikit-learn 1.9.1 and numpy 2.4.6: python test/data/k-means.py
"""

import json
import pathlib

import numpy as np
from sklearn.cluster import KMeans

MASK = 0xFFFFFFFF


def numbers(seed):
    """mulberry32: numbers from 0 up to 1."""
    state = seed
    while True:
        state = (state + 0x6D2B79F5) & MASK
        t = ((state ^ (state >> 15)) * (state | 1)) & MASK
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & MASK)) & MASK
        yield ((t ^ (t >> 14)) & MASK) / 2**32


def cloud(rows, dims, centres, spread, offset, seed):
    draw = numbers(seed)
    middles = [[next(draw) * 10 for _ in range(dims)] for _ in range(centres)]
    points = []
    for row in range(rows):
        middle = middles[row % centres]
        # Four uniform numbers are nearly normal.
        noise = [sum(next(draw) for _ in range(4)) - 2 for _ in range(dims)]
        points.append([middle[k] + spread * noise[k] + offset for k in range(dims)])
    return np.array(points).astype(np.float32)


DATASETS = {
    "separate": dict(rows=2000, dims=8, centres=12, spread=1, offset=0, seed=1, k=12),
    "overlapping": dict(rows=3000, dims=16, centres=10, spread=12, offset=0, seed=2, k=20),
    "far from zero": dict(rows=1500, dims=67, centres=16, spread=4, offset=1000, seed=3, k=24),
}

answers = {}
for name, arguments in DATASETS.items():
    k = arguments["k"]
    points = cloud(**{key: value for key, value in arguments.items() if key != "k"})
    model = KMeans(k, init=points[:k], n_init=1, max_iter=300, tol=1e-4, algorithm="lloyd")
    model.fit(points.astype(np.float64))
    answers[name] = {**arguments, "inertia": model.inertia_, "iterations": int(model.n_iter_)}

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(answers, indent=2) + "\n")
