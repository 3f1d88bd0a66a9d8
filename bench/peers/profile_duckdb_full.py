"""DuckDB: profile_duckdb_full.py FILE THREADS. What a whole profile of Sluice tells of a Parquet file."""

import sys

import duckdb
from common import Clock, cpu_seconds

QUANTILES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
BINS = 128
TOP = 20
MAD_TO_STD = 1.482602218505602

db = duckdb.connect()
db.execute(f"SET threads = {int(sys.argv[2])}")


def expressions():
    """Each column as numbers: itself, the steps of a clock, the lengths of a text."""
    found, kinds = {}, {}
    for name, kind, *_ in db.execute(f"DESCRIBE SELECT * FROM read_parquet('{sys.argv[1]}')").fetchall():
        kinds[name] = kind
        if kind == "VARCHAR":
            found[f"{name}.characters"] = f'length("{name}")::DOUBLE'
            found[f"{name}.bytes"] = f'strlen("{name}")::DOUBLE'
            found[f"{name}.words"] = f"len(string_split_regex(trim(\"{name}\"), '\\s+'))::DOUBLE"
        elif kind.startswith("TIMESTAMP"):
            found[name] = f'epoch_us("{name}")::DOUBLE'
            found[f"{name}.steps"] = f'(epoch_us("{name}") - epoch_us(lag("{name}") OVER w))::DOUBLE'
        else:
            found[name] = f'"{name}"::DOUBLE'
    return found, kinds


def number(value):
    return f"({value!r})::DOUBLE"


def first(name):
    of = f'"{name}"'
    return f"""count({of}), count(*) - count({of}), count(*) FILTER ({of} = 0), count(*) FILTER ({of} < 0),
      count(*) FILTER (isnan({of})), count(*) FILTER (isinf({of})), approx_count_distinct({of}),
      min({of}), max({of}), avg({of}), var_pop({of}), stddev_pop({of}), skewness({of}), kurtosis_pop({of}),
      approx_quantile({of}, {QUANTILES}), approx_top_k({of}, {TOP})"""


def second(name, told):
    """What needs the limits of the first pass."""
    of = f'"{name}"'
    low, high, mean, std, quantiles = told[7], told[8], told[9], told[11], told[14]
    q1, median, q3 = quantiles[3], quantiles[4], quantiles[5]
    spread = 1.5 * (q3 - q1)
    width = (high - low) / BINS or 1
    edges = [low + i * width for i in range(1, BINS + 1)]
    inside = f"{of} BETWEEN {number(q1 - spread)} AND {number(q3 + spread)}"
    near = f"{of} BETWEEN {number(mean - 3 * std)} AND {number(mean + 3 * std)}"
    steps = ""
    if name.endswith(".steps"):
        gap = 10 * median
        steps = f""", count(*) FILTER ({of} > {number(gap)}),
          stddev_pop({of}) FILTER ({of} > 0 AND {of} <= {number(gap)})"""
    return f"""count(*) FILTER (NOT {inside}), count(*) FILTER (NOT {near}),
      approx_quantile(abs({of} - {number(median)}), 0.5) * {number(MAD_TO_STD)},
      count(*) FILTER ({of} = {number(low)}), count(*) FILTER ({of} = {number(high)}),
      arg_min(file_row_number, {of}, 10), arg_max(file_row_number, {of}, 10),
      histogram({of}, {edges}){steps}"""


def main():
    found, kinds = expressions()
    # Lengths, steps and doubles are made once and kept in memory, in the order of the file.
    made = ", ".join(f'{text} AS "{name}"' for name, text in found.items())
    db.execute(
        f"""CREATE TEMP TABLE rows AS SELECT file_row_number, {made}
        FROM read_parquet('{sys.argv[1]}', file_row_number = true) WINDOW w AS (ORDER BY file_row_number)"""
    )
    names = list(found)
    told = db.execute(f"SELECT {', '.join(first(name) for name in names)} FROM rows").fetchone()
    size = len(told) // len(names)
    parts = [told[i * size : (i + 1) * size] for i in range(len(names))]
    seconds = ", ".join(second(name, part) for name, part in zip(names, parts))
    limits = db.execute(f"SELECT {seconds} FROM rows").fetchone()
    # Beyond the limits of the median's distances, and how each value follows the one before.
    at, mads = 0, []
    for name, part in zip(names, parts):
        mad, median = limits[at + 2], part[14][4]
        far = f'abs("{name}" - {number(median)}) > {number(3.5 * mad)}'
        mads.append(f"count(*) FILTER ({far})")
        at += 10 if name.endswith(".steps") else 8
    db.execute(f"SELECT {', '.join(mads)} FROM rows").fetchone()
    steps = ", ".join(f'"{name}" - lag("{name}") OVER w AS "{name}"' for name in names)
    order = ", ".join(
        f'count(*) FILTER ("{name}" > 0), count(*) FILTER ("{name}" < 0)' for name in names
    )
    db.execute(
        f"SELECT {order} FROM (SELECT {steps} FROM rows WINDOW w AS (ORDER BY file_row_number))"
    ).fetchone()
    for name, kind in kinds.items():
        if kind == "VARCHAR":
            db.execute(
                f"""SELECT approx_count_distinct("{name}"), approx_top_k("{name}", {TOP}), min("{name}"),
                max("{name}") FROM read_parquet('{sys.argv[1]}')"""
            ).fetchone()


clock = Clock()
before = cpu_seconds()
main()
clock.tell(rowsOut=0, cpuSeconds=cpu_seconds() - before)
