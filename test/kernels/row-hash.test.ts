import fc from "fast-check";
import { textColumn } from "../../src/core/text-column.ts";
import type { TextColumn } from "../../src/core/text-column.ts";
import { rowHash } from "../../src/kernels/row-hash.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { anyTexts } from "../support/texts.ts";

function call({ rowCount, offsets, words }: TextColumn, seed: number) {
  return {
    buffers: { offsets, words, hashes: new Uint32Array(4 * rowCount) },
    params: { rowCount, seed },
  };
}

const fox = "The quick brown fox jumps over the lazy dog";

kernelSuite(rowHash, {
  examples: [
    {
      title: "gives the published answers",
      ...call(textColumn(["", fox, "I will not buy this record, it is scratched."]), 0),
      outputs: {
        hashes: Uint32Array.from(
          [
            [0, 0, 0, 0],
            [0x2f1583c3, 0xecee2c67, 0x5d7bf66c, 0xe5e91d2c],
            [0xa0a9683b, 0x25ac5e40, 0xd9af2895, 0x890dddf5],
          ].flat(),
        ),
      },
    },
    {
      title: "hashes a row alike wherever it begins",
      ...call(textColumn([fox, "", fox]), 0),
      outputs: {
        hashes: Uint32Array.from(
          [
            [0x2f1583c3, 0xecee2c67, 0x5d7bf66c, 0xe5e91d2c],
            [0, 0, 0, 0],
            [0x2f1583c3, 0xecee2c67, 0x5d7bf66c, 0xe5e91d2c],
          ].flat(),
        ),
      },
    },
  ],
  calls: fc
    .tuple(anyTexts, fc.oneof(fc.constant(0), fc.nat(0xffffffff)))
    .map(([texts, seed]) => call(texts, seed)),
});
