"""datasketch and pandas: fuzzy_datasketch.py IN OUT. A row goes when a kept row shares a band."""

import sys

import pandas as pd
from common import BANDS, NUM_PERM, ROWS, SEED, Clock, shingles
from datasketch import MinHash, MinHashLSH

source, target = sys.argv[1:3]
clock = Clock()
frame = pd.read_json(source, lines=True)
clock.part("read")
tokens = ([token.encode() for token in shingles(text)] for text in frame["text"])
lsh = MinHashLSH(num_perm=NUM_PERM, params=(BANDS, ROWS))
keep = []
for row, signature in enumerate(MinHash.generator(tokens, num_perm=NUM_PERM, seed=SEED)):
    keep.append(not lsh.query(signature))
    if keep[-1]:
        lsh.insert(row, signature, check_duplication=False)
clock.part("sign and query")
frame[keep].to_json(target, orient="records", lines=True, force_ascii=False)
clock.part("write")
clock.tell(rowsOut=sum(keep), kept=[i for i, kept in enumerate(keep) if kept])
