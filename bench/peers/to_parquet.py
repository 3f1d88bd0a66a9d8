"""to_parquet.py IN.jsonl OUT.parquet: the same corpus in the other format."""

import sys

import duckdb

duckdb.connect().execute(
    f"COPY (SELECT * FROM read_json('{sys.argv[1]}')) TO '{sys.argv[2]}' (FORMAT parquet)"
)
print("{}")
