import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/cudf-signature.wgsl" with { type: "text" };
import { rowBytes } from "./shared/shingles.ts";

/**
 * The MinHash signature of cuDF's `nvtext::minhash`, as NeMo Curator uses it, bit for bit on valid
 * UTF-8: slot `i` is the least `a[i] * hash + b[i]` modulo 2^32 over the row's windows of `ngram`
 * code points, hashed with MurmurHash3_x86_32, a hash of 0 taken for 1. `parameters` holds a and b
 * of each slot in turn, for at most 512 slots.
 *
 * Code points start at every byte that is not a continuation byte. A row of fewer of them than
 * `ngram` is one window if its first byte starts one. An empty row has a signature of zeros; any
 * other row without windows, which valid text never is, has one of all ones; both count 0.
 */
export const cudfSignature = defineKernel({
  name: "cudf-signature",
  params: { rowCount: "u32", ngram: "u32", hashSeed: "u32", slots: "u32" },
  bindings: {
    offsets: read("u32"),
    words: read("u32"),
    parameters: read("u32"),
    signatures: write("u32"),
    shingleCounts: write("u32"),
  },
  workgroupSize: 256,
  invocations: ({ rowCount }) => rowCount * 256,
  wgsl,
  cuda: "kernels-cuda/cudf-signature.cu",
  wasm: "kernels-wasm/cudf-signature.ts",
  cpu(
    { offsets, words, parameters, signatures, shingleCounts },
    { rowCount, ngram, hashSeed, slots },
  ) {
    for (let row = 0; row < rowCount; row++) {
      const bytes = rowBytes(offsets, words, row);
      const windows = windowsOf(bytes, ngram);
      const least = signatures.subarray(row * slots, (row + 1) * slots);
      least.fill(bytes.length === 0 ? 0 : 0xffffffff);
      for (const window of windows) {
        const hash = Math.max(murmur3(window, hashSeed), 1);
        for (let slot = 0; slot < slots; slot++) {
          const value = (Math.imul(parameters[2 * slot]!, hash) + parameters[2 * slot + 1]!) >>> 0;
          if (value < least[slot]!) least[slot] = value;
        }
      }
      shingleCounts[row] = windows.length;
    }
  },
});

function windowsOf(bytes: Uint8Array, ngram: number): Uint8Array[] {
  const starts: number[] = [];
  bytes.forEach((byte, i) => {
    if ((byte & 0xc0) !== 0x80) starts.push(i);
  });
  if (starts.length < ngram) return starts[0] === 0 ? [bytes] : [];
  return starts
    .slice(0, starts.length - ngram + 1)
    .map((start, i) => bytes.subarray(start, starts[i + ngram] ?? bytes.length));
}

/** MurmurHash3_x86_32 (Austin Appleby, public domain). */
function murmur3(bytes: Uint8Array, seed: number): number {
  const rotl = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
  const block = (at: number): number => {
    let k = 0;
    for (let i = Math.min(bytes.length - at, 4) - 1; i >= 0; i--) k = (k << 8) | bytes[at + i]!;
    return Math.imul(rotl(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593);
  };
  const tail = bytes.length - (bytes.length % 4);
  let h = seed;
  for (let at = 0; at < tail; at += 4) h = Math.imul(rotl(h ^ block(at), 13), 5) + 0xe6546b64;
  h ^= block(tail) ^ bytes.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
