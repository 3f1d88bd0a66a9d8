import type { TextColumn } from "../../src/core/text-column.ts";
import { rowHash } from "../../src/kernels/row-hash.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";
import { benchTexts, edgeTexts } from "../support/texts.ts";

export const bench = defineKernelBench({
  kernel: rowHash,
  unit: "bytes",
  work: { on: "u32", operations: 4 },
  sizes: [2 ** 16, 2 ** 18, 2 ** 20, 2 ** 23, 2 ** 26],
  make: (byteLength) => call(benchTexts(byteLength)),
  edges: () => [call(edgeTexts())],
});

function call({ rowCount, offsets, words }: TextColumn) {
  const byteLength = offsets[rowCount]!;
  return {
    buffers: { offsets, words, hashes: new Uint32Array(4 * rowCount) },
    params: { rowCount, seed: 0 },
    bytes: byteLength + rowCount * 20,
    items: byteLength,
  };
}
