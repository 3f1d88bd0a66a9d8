"""The path that rensa's own benchmark times: fuzzy_rensa_rho.py IN OUT. It samples the tokens of
a row, and flags every row that has a partner, the first one too."""

import sys

import pandas as pd
from common import SEED, THRESHOLD, Clock, shingles
from rensa import RMinHash, RMinHashLSH

source, target = sys.argv[1:3]
PERM, BENCH_BANDS = 128, 8
clock = Clock()
frame = pd.read_json(source, lines=True)
clock.part("read")
sets = [shingles(text) for text in frame["text"]]
matrix = RMinHash.digest_matrix_from_token_sets_rho(sets, PERM, SEED)
lsh = RMinHashLSH(threshold=THRESHOLD, num_perm=PERM, num_bands=BENCH_BANDS)
flags = lsh.query_duplicate_flags_matrix_one_shot(matrix)
clock.part("sign and query")
keep = [not flag for flag in flags]
frame[keep].to_json(target, orient="records", lines=True, force_ascii=False)
clock.part("write")
clock.tell(rowsOut=sum(keep), kept=[i for i, kept in enumerate(keep) if kept])
