"""Writes classifier.json: what scikit-learn says of two sets of rows, in the folds of src/statistics/domain-classifier.ts.
python classifier.py (scikit-learn 1.9.1)."""

import json
import pathlib

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

WORD = 2**32


def imul(a, b):
    return (a * b) % WORD


def seeded(seed):
    """As src/statistics/random.ts."""
    state = imul(imul(seed, 0x9E3779B1) ^ 0x85EBCA6B, 0xC2B2AE35)
    state ^= state >> 15
    while True:
        state = (state + 0x6D2B79F5) % WORD
        mixed = imul(state ^ (state >> 15), state | 1)
        mixed ^= (mixed + imul(mixed ^ (mixed >> 7), mixed | 61)) % WORD
        yield (mixed ^ (mixed >> 14)) / WORD


def folds(count, seed):
    random = seeded(seed)
    found = [i % 5 for i in range(count)]
    for i in range(count - 1, 0, -1):
        j = int(next(random) * (i + 1))
        found[i], found[j] = found[j], found[i]
    return found


def rows(count, dims, start, scale, shift):
    i, d = numpy.arange(count)[:, None], numpy.arange(dims)[None, :]
    return ((start + (i + 1) * 0.6180339887498949 * (d + 1)) % 1.0) * scale + shift


def answer(n, m, dims, scale, shift):
    values = numpy.vstack([rows(n, dims, 0.1, 1, 0), rows(m, dims, 0.4, scale, shift)])
    values = StandardScaler().fit_transform(values)
    side = numpy.array([0] * n + [1] * m)
    fold = numpy.array(folds(n, 1) + folds(m, 2))
    areas = []
    for k in range(5):
        model = LogisticRegression(C=1.0, tol=1e-10, max_iter=10000).fit(values[fold != k], side[fold != k])
        areas.append(roc_auc_score(side[fold == k], model.decision_function(values[fold == k])))
    return {"n": n, "m": m, "dims": dims, "scale": scale, "shift": shift, "auc": float(numpy.mean(areas))}


answers = [
    answer(100, 100, 3, 1.0, 0.0),
    answer(200, 120, 5, 1.0, 0.2),
    answer(60, 90, 2, 1.5, 0.1),
    answer(150, 150, 12, 1.0, 0.05),
    answer(50, 50, 4, 1.0, 5.0),
]
path = pathlib.Path(__file__).with_name("classifier.json")
path.write_text(json.dumps(answers, indent=1) + "\n")
