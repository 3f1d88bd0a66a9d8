"""pandas: profile_pandas_full.py FILE THREADS. What a whole profile of Sluice tells of a Parquet file."""

import sys

import numpy
import pandas
from common import Clock, cpu_seconds

QUANTILES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
BINS = 128
TOP = 20
MAD_TO_STD = 1.482602218505602


def tell(numbers):
    """All that is told of a column of doubles."""
    finite = numbers[numpy.isfinite(numbers)]
    quantiles = finite.quantile(QUANTILES)
    low, high, mean, std = finite.min(), finite.max(), finite.mean(), finite.std(ddof=0)
    q1, median, q3 = quantiles[0.25], quantiles[0.5], quantiles[0.75]
    mad = (finite - median).abs().median() * MAD_TO_STD
    spread = 1.5 * (q3 - q1)
    steps = numpy.diff(finite.to_numpy())
    counts = finite.value_counts()
    return {
        "nulls": numbers.isna().sum(),
        "infinite": numpy.isinf(numbers).sum(),
        "zeros": (finite == 0).sum(),
        "negatives": (finite < 0).sum(),
        "distinct": len(counts),
        "top": counts.head(TOP),
        "range": (low, high, (finite == low).sum(), (finite == high).sum()),
        "moments": (mean, finite.var(ddof=0), std, finite.skew(), finite.kurt()),
        "quantiles": quantiles,
        "histogram": numpy.histogram(finite, BINS),
        "order": ((steps > 0).sum(), (steps < 0).sum()),
        "iqr": ((finite < q1 - spread) | (finite > q3 + spread)).sum(),
        "mad": ((finite - median).abs() > 3.5 * mad).sum(),
        "z": ((finite - mean).abs() > 3 * std).sum(),
        "rows": (finite.nsmallest(10).index, finite.nlargest(10).index),
    }


def main():
    data = pandas.read_parquet(sys.argv[1])
    for name in data.columns:
        column = data[name]
        if pandas.api.types.is_datetime64_any_dtype(column):
            times = column.astype("int64").astype("float64")
            tell(times)
            steps = pandas.Series(numpy.diff(column.astype("int64").to_numpy()).astype("float64"))
            tell(steps)
            gap = 10 * steps.median()
            (steps > gap).sum()
            steps[(steps > 0) & (steps <= gap)].std(ddof=0)
        elif pandas.api.types.is_numeric_dtype(column):
            tell(column.astype("float64"))
        else:
            column.value_counts().head(TOP)
            tell(column.str.len().astype("float64"))
            tell(column.str.encode("utf-8").str.len().astype("float64"))
            tell(column.str.count(r"\S+").astype("float64"))


clock = Clock()
before = cpu_seconds()
main()
clock.tell(rowsOut=0, cpuSeconds=cpu_seconds() - before)
