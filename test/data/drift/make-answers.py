"""Writes answers.json: what SciPy and NumPy say of samples. python make-answers.py (scipy 1.17.1, numpy 2.4.6)."""

import json
import pathlib

import numpy
import scipy
from scipy.linalg import sqrtm
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2_contingency, false_discovery_control, ks_2samp, kstwo, wasserstein_distance
from scipy.stats.contingency import association

random = numpy.random.default_rng(7)


def rounded(values):
    return [round(float(value), 4) for value in values]


def sample_pairs():
    yield "equal", [1.0, 2.0, 3.0], [1.0, 2.0, 3.0]
    yield "apart", [1.0, 2.0, 3.0], [4.0, 5.0]
    yield "one each", [1.0], [2.0]
    yield "ties", [1.0] * 5 + [2.0] * 5, [1.0] * 2 + [2.0] * 7 + [3.0]
    yield "shifted normal", rounded(random.normal(0, 1, 150)), rounded(random.normal(0.4, 1, 150))
    yield "other sizes", rounded(random.normal(0, 1, 120)), rounded(random.normal(0.2, 1.2, 75))
    yield "coprime sizes", rounded(random.exponential(1, 101)), rounded(random.exponential(1.5, 64))
    yield "one against many", [0.3], rounded(random.uniform(0, 1, 40))
    yield "heavy tails", rounded(random.standard_cauchy(200)), rounded(random.standard_cauchy(90) * 2)
    yield "steps", rounded(random.integers(0, 4, 300)), rounded(random.integers(0, 5, 200))
    yield "far from zero", rounded(1e6 + random.normal(0, 1, 80)), rounded(1e6 + random.normal(1, 1, 90))


def ks(name, a, b):
    found = ks_2samp(a, b)
    return {
        "name": name,
        "a": a,
        "b": b,
        "statistic": found.statistic,
        "pValue": found.pvalue,
        "wasserstein": wasserstein_distance(a, b),
    }


def arithmetic(n, step, start, power):
    """A sample that both sides of the test can make: no random numbers, no large file."""
    return numpy.sort(numpy.power((start + numpy.arange(n) * step) % 1.0, power))


def large(n, m, power):
    a = arithmetic(n, 0.6180339887498949, 0.1, 1.0)
    b = arithmetic(m, 0.7548776662466927, 0.3, power)
    found = ks_2samp(a, b)
    return {
        "n": n,
        "m": m,
        "power": power,
        "statistic": found.statistic,
        "pValue": found.pvalue,
        "wasserstein": wasserstein_distance(a, b),
    }


def table(a, b):
    found = chi2_contingency([a, b])
    return {
        "a": a,
        "b": b,
        "statistic": found.statistic,
        "pValue": found.pvalue,
        "degrees": int(found.dof),
        "cramersV": association(numpy.array([a, b]), method="cramer"),
        "jensenShannon": float(jensenshannon(a, b, base=2)),
    }


def frechet(n, m, dims, shift, scale):
    """Rows of a sequence that both sides of the test can make."""

    def rows(count, start):
        values = (start + numpy.arange(count * dims) * 0.6180339887498949) % 1.0
        return (values * values).reshape(count, dims)

    a = rows(n, 0.1)
    b = rows(m, 0.4) * scale + shift
    ca, cb = numpy.cov(a, rowvar=False), numpy.cov(b, rowvar=False)
    difference = a.mean(axis=0) - b.mean(axis=0)
    distance = difference @ difference + numpy.trace(ca + cb - 2 * sqrtm(ca @ cb).real)
    return {
        **{"n": n, "m": m, "dims": dims, "shift": shift, "scale": scale},
        "distance": float(distance),
        "relative": float(distance / numpy.trace(ca)),
    }


answers = {
    "versions": {"scipy": scipy.__version__, "numpy": numpy.__version__},
    "pairs": [ks(*pair) for pair in sample_pairs()],
    "large": [
        large(9000, 9000, 1.02),
        large(10000, 7000, 1.01),
        large(4001, 3000, 1.1),
        large(20000, 50, 1.3),
        large(12000, 15000, 1.0),
        large(12000, 15000, 1.02),
        large(50000, 40000, 1.05),
        large(30000, 200, 2.0),
        large(200000, 300000, 1.01),
    ],
    "kolmogorov": [
        {"n": n, "x": x, "tail": float(kstwo.sf(x, n))}
        for n in (1, 5, 20, 100, 141, 1000, 20000, 500000)
        for x in (0.001, 0.004, 0.02, 0.06, 0.1, 0.2, 0.45, 0.6, 0.9)
    ],
    "tables": [
        table([10, 20, 30], [15, 15, 40]),
        table([100, 200], [130, 170]),
        table([12, 1], [9, 8]),
        table([5000, 3000, 2000, 100], [5100, 2900, 1900, 150]),
        table([0, 10, 20], [10, 0, 30]),
        table([int(x) for x in random.integers(20, 400, 60)], [int(x) for x in random.integers(20, 400, 60)]),
        table([1000000, 2000000], [1001000, 1999000]),
    ],
    "discovery": [
        {"given": given, "adjusted": [float(x) for x in false_discovery_control(given)]}
        for given in ([0.01, 0.04, 0.03, 0.2], [0.5], [0.0, 1.0, 0.0], [float(x) for x in random.uniform(0, 1, 20) ** 3])
    ],
    "frechet": [
        frechet(400, 300, 3, 0.0, 1.0),
        frechet(500, 400, 5, 0.2, 1.3),
        frechet(300, 300, 12, 0.0, 2.0),
    ],
}

path = pathlib.Path(__file__).with_name("answers.json")
path.write_text(json.dumps(answers) + "\n")
