#!/usr/bin/env bash
# Fetches NVIDIA's compiler from PyPI into build/nvcc: 340 MB, no GPU and no driver needed.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x build/nvcc/bin/nvcc ] && [ -f build/nvcc/include/nv/target ] && exit 0
rm -rf build/nvcc build/nvcc-venv
python3 -m venv build/nvcc-venv
build/nvcc-venv/bin/pip -q install --no-deps nvidia-cuda-nvcc==13.0.88 nvidia-nvvm==13.0.88 \
  nvidia-cuda-crt==13.0.88 nvidia-cuda-runtime==13.0.96 nvidia-cuda-cccl==13.0.85
(cd build && ln -s nvcc-venv/lib/python3*/site-packages/nvidia/cu13 nvcc)
build/nvcc/bin/nvcc --version | tail -2
