"""Polars: profile_polars_full.py FILE THREADS. What a whole profile of Sluice tells of a Parquet file."""

import os
import sys

os.environ["POLARS_MAX_THREADS"] = sys.argv[2]

import polars as pl  # noqa: E402
from common import Clock, cpu_seconds  # noqa: E402

QUANTILES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
BINS = 128
TOP = 20
MAD_TO_STD = 1.482602218505602


def numbers(name, of):
    """One pass over the numbers that `of` makes: all that needs no threshold."""
    return [
        of.count().alias(f"{name}:count"),
        of.null_count().alias(f"{name}:nulls"),
        (of == 0).sum().alias(f"{name}:zeros"),
        (of < 0).sum().alias(f"{name}:negatives"),
        of.approx_n_unique().alias(f"{name}:distinct"),
        of.min().alias(f"{name}:min"),
        of.max().alias(f"{name}:max"),
        of.mean().alias(f"{name}:mean"),
        of.var(0).alias(f"{name}:variance"),
        of.std(0).alias(f"{name}:std"),
        of.skew().alias(f"{name}:skewness"),
        of.kurtosis().alias(f"{name}:kurtosis"),
        (of == of.min()).sum().alias(f"{name}:atMin"),
        (of == of.max()).sum().alias(f"{name}:atMax"),
        (of.diff() > 0).sum().alias(f"{name}:rises"),
        (of.diff() < 0).sum().alias(f"{name}:falls"),
        of.hist(bin_count=BINS).implode().alias(f"{name}:histogram"),
        of.quantile(QUANTILES, "linear").alias(f"{name}:quantiles"),
    ]


def floats(name):
    of = pl.col(name)
    return [
        of.is_nan().sum().alias(f"{name}:nan"),
        of.is_infinite().sum().alias(f"{name}:infinite"),
    ]


def outliers(name, of, first):
    """The second pass: how far from the median values lie, and the rows beyond three pairs of limits."""
    q1, median, q3 = first[f"{name}:quantiles"][3:6]
    mean, std = first[f"{name}:mean"], first[f"{name}:std"]
    mad = (of - median).abs().median() * MAD_TO_STD
    limits = {
        "iqr": (pl.lit(q1 - 1.5 * (q3 - q1)), pl.lit(q3 + 1.5 * (q3 - q1))),
        "mad": (median - 3.5 * mad, median + 3.5 * mad),
        "z": (pl.lit(mean - 3 * std), pl.lit(mean + 3 * std)),
    }
    beyond = [
        ((of < low) | (of > high)).sum().alias(f"{name}:{kind}") for kind, (low, high) in limits.items()
    ]
    return [
        *beyond,
        pl.int_range(pl.len()).top_k_by(of, 10).implode().alias(f"{name}:highest"),
        pl.int_range(pl.len()).bottom_k_by(of, 10).implode().alias(f"{name}:lowest"),
    ]


def main():
    data = pl.scan_parquet(sys.argv[1]).collect()
    columns = {}
    for name, dtype in data.schema.items():
        of = pl.col(name)
        if dtype == pl.String:
            columns[f"{name}.characters"] = of.str.len_chars().cast(pl.Float64)
            columns[f"{name}.bytes"] = of.str.len_bytes().cast(pl.Float64)
            columns[f"{name}.words"] = of.str.count_matches(r"\S+").cast(pl.Float64)
        elif dtype.is_temporal():
            columns[name] = of.to_physical().cast(pl.Float64)
            columns[f"{name}.steps"] = of.to_physical().diff().cast(pl.Float64)
        else:
            columns[name] = of.cast(pl.Float64)
    lazy = data.lazy().with_columns(**columns)
    told = [each for name in columns for each in numbers(name, pl.col(name))]
    told += [each for name, dtype in data.schema.items() if dtype.is_float() for each in floats(name)]
    tops = [
        data.lazy().select(pl.col(name).value_counts(sort=True).head(TOP)) for name in data.columns
    ]
    first, *_ = pl.collect_all([lazy.select(told), *tops])
    row = first.row(0, named=True)
    second = [each for name in columns for each in outliers(name, pl.col(name), row)]
    for name in columns:
        if name.endswith(".steps"):
            gap = 10 * row[f"{name}:quantiles"][4]
            second.append((pl.col(name) > gap).sum().alias(f"{name}:gaps"))
            going = pl.col(name).filter((pl.col(name) > 0) & (pl.col(name) <= gap))
            second.append(going.std(0).alias(f"{name}:jitter"))
    lazy.select(second).collect()


clock = Clock()
before = cpu_seconds()
main()
clock.tell(rowsOut=0, cpuSeconds=cpu_seconds() - before)
