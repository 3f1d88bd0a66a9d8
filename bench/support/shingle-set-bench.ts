import type { TextColumn } from "../../src/core/text-column.ts";
import type { charShingleSets } from "../../src/kernels/char-shingle-sets.ts";
import { shingleSetStarts } from "../../src/ops/shingle-sets.ts";
import { defineKernelBench } from "./kernel-bench.ts";
import { benchTexts, edgeTexts } from "./texts.ts";

/** Building the sets of rows of 2 KB, by bytes of text. */
export function shingleSetBench(
  kernel: typeof charShingleSets,
  unit: "char" | "word",
  ngram: number,
  operations: number,
) {
  return defineKernelBench({
    kernel,
    unit: "bytes",
    work: { on: "u32", operations },
    sizes: [2 ** 16, 2 ** 18, 2 ** 20, 2 ** 23, 2 ** 25],
    make: (byteLength) => call(benchTexts(byteLength), unit, ngram),
    edges: () => [1, 5, 24].map((n) => call(edgeTexts(), unit, n)),
  });
}

function call({ rowCount, offsets, words }: TextColumn, unit: "char" | "word", ngram: number) {
  const byteLength = offsets[rowCount]!;
  const { starts, capacity } = shingleSetStarts(offsets, unit);
  return {
    buffers: {
      offsets,
      words,
      setStarts: starts,
      hashes: new Uint32Array(capacity),
      counts: new Uint32Array(rowCount),
    },
    params: { rowCount, ngram, seed: 0 },
    bytes: byteLength + capacity * 4 + rowCount * 12,
    items: byteLength,
  };
}
