"""pandas: profile_pandas.py FILE THREADS. What describe says of a Parquet file."""

import sys

import pandas
from common import Clock, cpu_seconds

clock = Clock()
before = cpu_seconds()
pandas.read_parquet(sys.argv[1]).describe(include="all")
clock.tell(rowsOut=0, cpuSeconds=cpu_seconds() - before)
