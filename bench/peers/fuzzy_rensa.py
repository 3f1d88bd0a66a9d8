"""rensa's plain R-MinHash and pandas: fuzzy_rensa.py IN OUT [CHUNK]. As with datasketch."""

import sys

import pandas as pd
from common import BANDS, NUM_PERM, SEED, THRESHOLD, Clock, shingles
from rensa import RMinHash, RMinHashLSH

source, target = sys.argv[1:3]
CHUNK = 1024
clock = Clock()
frame = pd.read_json(source, lines=True)
clock.part("read")
texts = frame["text"].tolist()
lsh = RMinHashLSH(threshold=THRESHOLD, num_perm=NUM_PERM, num_bands=BANDS)
keep = []
for start in range(0, len(texts), CHUNK):
    sets = [shingles(text) for text in texts[start : start + CHUNK]]
    for signature in RMinHash.from_token_sets(sets, NUM_PERM, SEED):
        keep.append(not lsh.query(signature))
        if keep[-1]:
            lsh.insert(len(keep) - 1, signature)
clock.part("sign and query")
frame[keep].to_json(target, orient="records", lines=True, force_ascii=False)
clock.part("write")
clock.tell(rowsOut=sum(keep), kept=[i for i, kept in enumerate(keep) if kept])
