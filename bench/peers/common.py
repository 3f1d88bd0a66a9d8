"""What the peer scripts share: the same settings for every system, and how results are told."""

import json
import resource
import sys
import time

THRESHOLD = 0.8
NGRAM = 5
BANDS = 14
ROWS = 9
NUM_PERM = BANDS * ROWS
SEED = 1


def shingles(text, n=NGRAM):
    """The distinct windows of n characters, in their order; a shorter text is one window."""
    if len(text) <= n:
        return [text] if text else []
    return list(dict.fromkeys([text[i : i + n] for i in range(len(text) - n + 1)]))


def cpu_seconds():
    """Of this process and all its threads."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Clock:
    """Wall time of the job and of its parts, without the start of the interpreter and imports."""

    def __init__(self):
        self.began = time.perf_counter()
        self.parts = {}
        self._since = self.began

    def part(self, name):
        now = time.perf_counter()
        self.parts[name] = round(now - self._since, 4)
        self._since = now

    def tell(self, **more):
        result = {
            "seconds": time.perf_counter() - self.began,
            "parts": self.parts,
            "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            **more,
        }
        json.dump(result, sys.stdout)
        print()
