import { textColumn } from "../../src/core/text-column.ts";
import { charProjection } from "../../src/kernels/char-projection.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { projectionCall, projectionCalls } from "../support/projection-calls.ts";

// The sums are those of an implementation of the same description in Python.
kernelSuite(charProjection, {
  examples: [
    {
      title: "projects one window of five characters, and nothing of an empty text",
      ...projectionCall(textColumn(["hello", ""]), { ngram: 5, seed: 0, dims: 8, weight: 1 }),
      outputs: { sums: Int32Array.of(...[0, -2, 0, 1, 1, 0, 0, 0], ...Array<number>(8).fill(0)) },
    },
    {
      title: "weighs two windows",
      ...projectionCall(textColumn(["hello!"]), { ngram: 5, seed: 0, dims: 8, weight: 3 }),
      outputs: { sums: Int32Array.of(0, -3, 0, 0, 3, 3, 3, 0) },
    },
    {
      title: "adds to what is there, and skips bytes before the first character",
      ...projectionCall(
        textColumn([Uint8Array.of(0x80, 0xbf, ...new TextEncoder().encode("hello"))]),
        { ngram: 5, seed: 0, dims: 8, weight: 1 },
        1,
      ),
      outputs: { sums: Int32Array.of(1, -1, 1, 2, 2, 1, 1, 1) },
    },
  ],
  calls: projectionCalls,
  runs: 25,
});
