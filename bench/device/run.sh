#!/usr/bin/env bash
# Runs the benches on a machine with a GPU. Nothing is installed and nothing is fetched.
#   run.sh [ARCHIVE] [--out DIR] [--data DIR] [--quick] [--device NAME] [--adapter NAME] [--only NAME]
# ARCHIVE is what pack.sh made; without one, this is the copy inside it, already unpacked.
# Writes DIR/<device>.json and .md, and a roofline of each backend (bench/results when absent). Dawn needs glibc 2.34 and GCC 12's libstdc++.
set -euo pipefail
if [ -f "${1:-}" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  if command -v xz >/dev/null; then tar -C "$work" -xJf "$1"
  else python3 -c 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])' "$1" "$work"; fi
  shift
  kit=$work/sluice-bench
else
  kit=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
fi
[ -x "$kit/node" ] || { echo "There is no Node in $kit: run.sh ARCHIVE, as bench/device/pack.sh says." >&2; exit 2; }

# Containers have NVIDIA's driver in places that the Vulkan loader does not search. Without one, the
# software driver of the archive stands beside what the loader finds; hardware goes first.
if [ -z "${VK_DRIVER_FILES:-}" ]; then
  unset VK_DRIVER_FILES
  for file in /usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json /etc/vulkan/icd.d/nvidia_icd.json \
    /usr/share/vulkan/icd.d/nvidia_icd.json; do
    if [ -f "$file" ]; then export VK_DRIVER_FILES=$file; break; fi
  done
fi
if [ -z "${VK_DRIVER_FILES:-}" ] && [ -f "$kit/icd/software.json" ]; then
  export VK_ADD_DRIVER_FILES=$kit/icd/software.json
fi
paths=
for folder in /usr/local/nvidia/lib64 /usr/local/nvidia/lib /usr/lib/*-linux-gnu /usr/lib64; do
  [ -d "$folder" ] && paths=$paths$folder:
done
export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$paths$kit/lib
export XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/tmp} HOME=${HOME:-/tmp}
SLUICE_COMMIT=$(cat "$kit/COMMIT")
export SLUICE_COMMIT
echo "Vulkan driver: ${VK_DRIVER_FILES:-the one the loader finds}" >&2
"$kit/node" "$kit/dist/bench.mjs" device "$@"
