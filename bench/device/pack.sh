#!/usr/bin/env bash
# Packs the benches for a machine that has a GPU and nothing else: bash bench/device/pack.sh
# Makes build/bench-device/sluice-bench.tar.xz (under 60 MB): Node, the benches as one file, Dawn,
# the Vulkan loader and the client libraries that drivers link. There: bench/device/run.sh ARCHIVE.
# Needs npm ci before; curl and apt-get are not used on the other machine.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$root/build/bench-device
kit=$(mktemp -d)/sluice-bench
trap 'rm -rf "$(dirname "$kit")"' EXIT
mkdir -p "$kit"/{lib,icd,dist,build,node_modules/webgpu/dist,node_modules/parquet-wasm}
cd "$root"

case $(uname -m) in
  x86_64) dawn=linux-x64 triplet=x86_64-linux-gnu ;;
  aarch64) dawn=linux-arm64 triplet=aarch64-linux-gnu ;;
  *) echo "No build of Dawn for $(uname -m)." >&2; exit 1 ;;
esac

node=node_modules/node/bin/node
"$node" scripts/build-wasm.ts
"$node" node_modules/tsdown/dist/run.mjs --config bench/device/tsdown.config.ts
cp "$out/bench.mjs" "$kit/dist/"
cp bench/device/run.sh "$kit/"
cp -r bench/peers "$kit/"
git rev-parse --short HEAD >"$kit/COMMIT" 2>/dev/null || echo unknown >"$kit/COMMIT"
cp "$node" "$kit/node"
cp node_modules/webgpu/{index.js,package.json} "$kit/node_modules/webgpu/"
cp -r "node_modules/webgpu/dist/$dawn" "$kit/node_modules/webgpu/dist/"
cp -r node_modules/parquet-wasm/{package.json,node} "$kit/node_modules/parquet-wasm/"
# CUDA kernels, where they were compiled before: npm run build:cuda.
if [ -d build/cuda ]; then
  cp -r build/cuda "$kit/build/"
  cp -r node_modules/koffi "$kit/node_modules/"
  mkdir -p "$kit/node_modules/@koromix"
  cp -r "node_modules/@koromix/koffi-$dawn" "$kit/node_modules/@koromix/"
else
  echo "CUDA is left out: npm run build:cuda compiles its kernels." >&2
fi
strip --strip-unneeded "$kit/node" "$kit/node_modules/webgpu/dist/$dawn/dawn.node" 2>/dev/null || true

# The loader and what NVIDIA's driver links. Where apt-get is not, the other machine must have them.
libraries="libvulkan1 libx11-6 libxcb1 libxext6 libxau6 libxdmcp6 libbsd0 libmd0 libwayland-client0"
if command -v apt-get >/dev/null; then
  debs=$(mktemp -d)
  # shellcheck disable=SC2086 -- a list
  if (cd "$debs" && apt-get download -qq $libraries); then
    for deb in "$debs"/*.deb; do dpkg -x "$deb" "$debs/x"; done
    cp -a "$debs/x/usr/lib/$triplet/"*.so.* "$kit/lib/"
  else
    echo "The Vulkan loader is not packed: apt-get download failed (apt-get update first)." >&2
  fi
  rm -rf "$debs"
fi

# A software driver, so that the archive can be tried where there is no GPU.
software=${SLUICE_SWIFTSHADER:-/usr/lib/chromium/libvk_swiftshader.so}
if [ -f "$software" ]; then
  cp "$software" "$kit/icd/"
  printf '{"file_format_version":"1.0.0","ICD":{"library_path":"./%s","api_version":"1.3.0"}}\n' \
    "$(basename "$software")" >"$kit/icd/software.json"
fi

tar -C "$(dirname "$kit")" -cf - sluice-bench | xz -T0 -9e >"$out/sluice-bench.tar.xz"
bytes=$(stat -c %s "$out/sluice-bench.tar.xz")
echo "$out/sluice-bench.tar.xz: $((bytes / 1000000)) MB"
[ "$bytes" -lt 60000000 ] || { echo "It is larger than 60 MB." >&2; exit 1; }
