"""Polars: profile_polars.py FILE THREADS. What describe says of a Parquet file."""

import os
import sys

os.environ["POLARS_MAX_THREADS"] = sys.argv[2]

import polars  # noqa: E402
from common import Clock, cpu_seconds  # noqa: E402

clock = Clock()
before = cpu_seconds()
polars.read_parquet(sys.argv[1]).describe()
clock.tell(rowsOut=0, cpuSeconds=cpu_seconds() - before)
