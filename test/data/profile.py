"""Writes profile.json: what NumPy, SciPy and pandas say of columns of numbers.

The columns are those of test/profile/oracle.test.ts, drawn once more from the same numbers.
Made with numpy 2.4.6, scipy 1.17.1 and pandas 3.1.1: python test/data/profile.py
"""

import json
import pathlib

import numpy as np
import pandas as pd
from scipy import stats

MASK = 0xFFFFFFFF
ROWS = 3000
QUANTILES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]


def numbers(seed):
    """mulberry32: numbers from 0 up to 1."""
    state = seed
    while True:
        state = (state + 0x6D2B79F5) & MASK
        t = ((state ^ (state >> 15)) * (state | 1)) & MASK
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & MASK)) & MASK
        yield ((t ^ (t >> 14)) & MASK) / 2**32


def bell(draw):
    """Nearly normal, by sums alone, which are the same in every language."""
    return sum(next(draw) for _ in range(12)) - 6


def column(make, seed):
    draw = numbers(seed)
    return np.array([make(draw) for _ in range(ROWS)])


COLUMNS = {
    "normal": column(bell, 1),
    "offset": column(lambda draw: np.float64(np.float32(1e6 + bell(draw))), 2),
    "skewed": column(lambda draw: next(draw) ** 8, 3),
    "heavy": column(lambda draw: 1 / (next(draw) - 0.5), 4),
    "whole": column(lambda draw: float(int(next(draw) * 20)), 5),
    "tiny": column(lambda draw: bell(draw) * 2.0**-700, 6),
}

answers = {}
for name, x in COLUMNS.items():
    q1, median, q3 = np.quantile(x, [0.25, 0.5, 0.75])
    mad = stats.median_abs_deviation(x, scale="normal")
    # SciPy's squares of tiny numbers are no doubles: their scale is taken off, which moments allow.
    scale = 2.0**700 if name == "tiny" else 1.0
    answers[name] = {
        "sum": float(x.sum()),
        "mean": float(np.mean(x * scale) / scale),
        "std": float(np.std(x * scale) / scale),
        "sampleStd": float(pd.Series(x * scale).std() / scale),
        "skewness": float(stats.skew(x * scale)),
        "kurtosis": float(stats.kurtosis(x * scale)),
        "quantiles": [float(q) for q in np.quantile(x, QUANTILES)],
        "distinct": int(pd.Series(x).nunique()),
        "iqr": int(((x < q1 - 1.5 * (q3 - q1)) | (x > q3 + 1.5 * (q3 - q1))).sum()),
        "mad": int((np.abs(x - median) > 3.5 * mad).sum()),
        "z": int((np.abs(stats.zscore(x * scale)) > 3).sum()),
    }

frame = pd.DataFrame(COLUMNS).drop(columns="tiny")
frame.loc[frame.index % 7 == 3, "whole"] = np.nan
answers["correlations"] = {
    "pearson": frame.corr("pearson").values.tolist(),
    "spearman": frame.corr("spearman").values.tolist(),
}
path = pathlib.Path(__file__).with_name("profile.json")
path.write_text(json.dumps(answers, indent=1) + "\n")
