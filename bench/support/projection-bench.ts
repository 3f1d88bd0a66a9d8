import type { TextColumn } from "../../src/core/text-column.ts";
import type { charProjection } from "../../src/kernels/char-projection.ts";
import { defineKernelBench } from "./kernel-bench.ts";
import { benchTexts, edgeTexts } from "./texts.ts";

const DIMS = 384;

/** Projecting rows of 2 KB onto 384 dimensions, by bytes of text. */
export function projectionBench(kernel: typeof charProjection, ngram: number, operations: number) {
  return defineKernelBench({
    kernel,
    unit: "bytes",
    work: { on: "u32", operations },
    sizes: [2 ** 16, 2 ** 18, 2 ** 20, 2 ** 23, 2 ** 26],
    make: (byteLength) => call(benchTexts(byteLength), ngram),
    edges: () => [1, 5, 24].map((n) => call(edgeTexts(), n)),
  });
}

function call({ rowCount, offsets, words }: TextColumn, ngram: number) {
  const byteLength = offsets[rowCount]!;
  const sums = new Int32Array(rowCount * DIMS);
  return {
    buffers: { offsets, words, sums },
    params: { rowCount, ngram, seed: 0, dims: DIMS, weight: 1 },
    bytes: byteLength + 2 * sums.byteLength + rowCount * 4,
    items: byteLength,
  };
}
