"""Writes normalize.json: what scikit-learn makes of vectors with constant columns and NaN.

Needs numpy and scikit-learn. Values are floats of 32 bits; the answers are of 64-bit arithmetic.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn.decomposition import PCA
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler, normalize

random = numpy.random.default_rng(7)
rows, dims = 61, 6
values = random.normal(size=(rows, dims)) * [1, 5, 0.01, 300, 2, 1] + [0, 10, -3, 1e5, 0, 0]
values[:, 4] = 2.5
values[:, 5] = numpy.exp(values[:, 5])
values = values.astype(numpy.float32).astype(numpy.float64)
holes = values.copy()
holes[3, 0] = holes[5, 1] = holes[5, 3] = holes[50, 5] = numpy.nan
warnings.simplefilter("ignore")


def listed(matrix):
    return [[None if numpy.isnan(x) else float(x) for x in row] for row in matrix]


# Correlated columns of variances from 9 down to 0.0009.
mixing = random.normal(size=(5, 5))
directions, _ = numpy.linalg.qr(mixing)
mixed = (random.normal(size=(120, 5)) * [3, 1, 0.5, 0.1, 0.03]) @ directions.T + [1, 2, 3, 4, 5]
mixed = mixed.astype(numpy.float32).astype(numpy.float64)
# By the covariance of the population, as the scalers: scikit-learn's PCA divides by n - 1.
pca = PCA(whiten=True, svd_solver="full").fit(mixed)
whitened = pca.transform(mixed) * numpy.sqrt(len(mixed) / (len(mixed) - 1))

answers = {
    "versions": {"numpy": numpy.__version__, "sklearn": sklearn.__version__},
    "values": listed(values),
    "holes": listed(holes),
    "l2": listed(normalize(values)),
    "center": listed(StandardScaler(with_std=False).fit_transform(holes)),
    "zscore": listed(StandardScaler().fit_transform(holes)),
    "minmax": listed(MinMaxScaler().fit_transform(holes)),
    "robust": listed(RobustScaler().fit_transform(holes)),
    "mixed": listed(mixed),
    "whiten": listed(whitened),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(answers) + "\n")
