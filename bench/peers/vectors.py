"""What the scripts on vectors share: reading them, and which rows stay."""

import os

# Before anything that starts threads.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "2"

import numpy as np  # noqa: E402

LEAST = 0.95


def read(path, dims):
    """Rows of 32-bit floats."""
    return np.fromfile(path, dtype=np.float32).reshape(-1, int(dims))


def units(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def greedy(starts, neighbours):
    """Rows that stay: those that no earlier one that stays is a neighbour of."""
    gone = np.zeros(len(starts) - 1, dtype=bool)
    for row in range(len(gone)):
        if not gone[row]:
            near = neighbours[starts[row] : starts[row + 1]]
            gone[near[near > row]] = True
    return int((~gone).sum())
