"""text-dedup's minhash: fuzzy_text_dedup.py IN OUT. Its shingles are runs of words: three here."""

import contextlib
import os
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"

from common import BANDS, NUM_PERM, ROWS, THRESHOLD, Clock
from datasets import load_from_disk
from text_dedup.minhash import main

source, target = sys.argv[1:3]
with tempfile.TemporaryDirectory() as cache, contextlib.redirect_stdout(sys.stderr):
    options = {
        "path": "json",
        "data_files": source,
        "split": "train",
        "cache_dir": cache,
        "output": target,
        "column": "text",
        "ngram": 3,
        "min_length": 0,
        "num_perm": NUM_PERM,
        "b": BANDS,
        "r": ROWS,
        "threshold": THRESHOLD,
        "hash_func": "xxh3",
        "num_proc": os.cpu_count(),
    }
    arguments = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    clock = Clock()
    main(arguments, standalone_mode=False)
    clock.part("all")
clock.tell(rowsOut=len(load_from_disk(target)), kept=load_from_disk(target)["id"][:])
