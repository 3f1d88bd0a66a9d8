"""DuckDB: exact_duckdb.py IN OUT. One row of each text, files to files."""

import sys

import duckdb
from common import Clock

source, target = sys.argv[1:3]
is_parquet = source.endswith(".parquet")
read = f"read_{'parquet' if is_parquet else 'json'}('{source}')"
form = "parquet" if is_parquet else "json"
# Sluice writes zstd at level 1, too: the same work on both sides.
options = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1" if is_parquet else "FORMAT json"

clock = Clock()
db = duckdb.connect()
db.execute(f"COPY (SELECT DISTINCT text FROM {read}) TO '{target}' ({options})")
clock.part("distinct texts")
rows = db.execute(f"SELECT count(*) FROM read_{form}('{target}')").fetchone()[0]
clock.part("count (not part of the job)")
db.execute(
    f"COPY (SELECT * FROM {read} QUALIFY row_number() OVER (PARTITION BY text ORDER BY id) = 1 "
    f"ORDER BY id) TO '{target}' ({options})"
)
clock.part("first row of each text")
clock.tell(rowsOut=rows)
