import { textColumn } from "../../src/core/text-column.ts";
import { charShingleSets } from "../../src/kernels/char-shingle-sets.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { shingleSetCall, shingleSetCalls } from "../support/shingle-set-calls.ts";

const params = { ngram: 5, seed: 0 };

kernelSuite(charShingleSets, {
  examples: [
    {
      title: "sorts the windows of a text",
      ...shingleSetCall(textColumn(["hello world"]), "char", params),
      outputs: {
        hashes: Uint32Array.of(
          0x3a5b17b9,
          0x47699ed7,
          0x5031628d,
          0x5183f99c,
          0x877e456e,
          0xae0f8457,
          0xd2658509,
          ...Array<number>(4).fill(7),
        ),
        counts: Uint32Array.of(7),
      },
    },
    {
      title: "keeps one of each window, and nothing of an empty text",
      ...shingleSetCall(textColumn(["", "hello".repeat(4)]), "char", params),
      outputs: { counts: Uint32Array.of(0, 5) },
    },
    {
      title: "takes a short text for one window",
      ...shingleSetCall(textColumn(["a"]), "char", params),
      outputs: { hashes: Uint32Array.of(0x2ebdeb47), counts: Uint32Array.of(1) },
    },
    {
      title: "counts a continuation byte to its character wherever the text is cut into tiles",
      ...shingleSetCall(
        textColumn([16, 8192, 8193].map((at) => new Uint8Array(8194).fill(0x61).fill(0x80, at))),
        "char",
        { ngram: 1, seed: 0 },
      ),
      outputs: { counts: Uint32Array.of(2, 2, 2) },
    },
  ],
  calls: shingleSetCalls("char"),
  runs: 20,
});
