import { textColumn } from "../../src/core/text-column.ts";
import { wordShingleSets } from "../../src/kernels/word-shingle-sets.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { shingleSetCall, shingleSetCalls } from "../support/shingle-set-calls.ts";

kernelSuite(wordShingleSets, {
  examples: [
    {
      title: "sorts the windows of a text, and finds none in white space",
      ...shingleSetCall(textColumn(["the quick brown fox", " \t"]), "word", { ngram: 3, seed: 0 }),
      outputs: {
        hashes: Uint32Array.of(0x2cd9a2b8, 0x6f5b0799, ...Array(9).fill(7)),
        counts: Uint32Array.of(2, 0),
      },
    },
    {
      title: "keeps one of each window and fills the room of the others with ones",
      ...shingleSetCall(textColumn(["a a a a"]), "word", { ngram: 1, seed: 0 }),
      outputs: {
        hashes: Uint32Array.of(0xca809b24, 0xffffffff, 0xffffffff, 0xffffffff),
        counts: Uint32Array.of(1),
      },
    },
  ],
  calls: shingleSetCalls("word"),
  runs: 20,
});
