#!/usr/bin/env bash
# Installs the systems that the benches compare with, at pinned versions, into a virtual
# environment: bash bench/peers/setup.sh [DIR]. The benches look for DIR, or for SLUICE_PEERS.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
venv=${1:-${SLUICE_PEERS:-$here/../../build/peers}}
"${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
"$venv/bin/pip" list --disable-pip-version-check 2>/dev/null |
  grep -Ei '^(datasketch|duckdb|pandas|polars|pyarrow|rensa|text-dedup) ' || true
