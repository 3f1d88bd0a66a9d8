"""DuckDB: profile_duckdb.py FILE THREADS. What SUMMARIZE says of a Parquet file."""

import sys

import duckdb
from common import Clock, cpu_seconds

db = duckdb.connect()
db.execute(f"SET threads = {int(sys.argv[2])}")
clock = Clock()
before = cpu_seconds()
db.execute(f"SUMMARIZE SELECT * FROM read_parquet('{sys.argv[1]}')").fetchall()
clock.tell(rowsOut=0, cpuSeconds=cpu_seconds() - before)
