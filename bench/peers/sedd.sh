#!/usr/bin/env bash
# SEDD from its source: sedd.sh SOURCE TEXTS.jsonl. Compiles it with the machine's own tools and runs the
# command that SLUICE_SEDD_RUN gives, in the source's folder, with {texts} put in for the file; what is
# told is the wall time of that.
set -euo pipefail
cd "$1"
command -v nvcc >/dev/null || { echo "SEDD needs nvcc, which is not here" >&2; exit 1; }
[ -n "${SLUICE_SEDD_RUN:-}" ] || { echo "SLUICE_SEDD_RUN does not say how SEDD is run" >&2; exit 1; }
if [ -f CMakeLists.txt ]; then
  { cmake -S . -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build -j; } >&2
else
  make -j >&2
fi
began=$(date +%s.%N)
bash -c "${SLUICE_SEDD_RUN//\{texts\}/$2}" >&2
ended=$(date +%s.%N)
bytes=$(stat -c %s "$2")
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
awk -v began="$began" -v ended="$ended" -v bytes="$bytes" -v commit="$commit" 'BEGIN {
  seconds = ended - began
  printf "{\"version\": \"%s\", \"measures\": [{\"what\": \"fuzzy dedup, files to files\", \"seconds\": %f, \"rate\": %f, \"unit\": \"B/s\"}]}\n", commit, seconds, bytes / seconds
}'
