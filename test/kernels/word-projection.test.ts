import { textColumn } from "../../src/core/text-column.ts";
import { wordProjection } from "../../src/kernels/word-projection.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { projectionCall, projectionCalls } from "../support/projection-calls.ts";

// The sums are those of an implementation of the same description in Python.
kernelSuite(wordProjection, {
  examples: [
    {
      title: "projects the pairs of four words, and nothing of white space",
      ...projectionCall(textColumn(["the quick brown fox", " \n"]), {
        ...{ ngram: 2, seed: 7, dims: 8, weight: 1 },
      }),
      outputs: {
        sums: Int32Array.of(...[1, -3, -1, -2, 2, 0, -1, 0], ...Array<number>(8).fill(0)),
      },
    },
    {
      title: "counts repeats, with any weight",
      ...projectionCall(textColumn(["the", "the the the"]), {
        ...{ ngram: 1, seed: 7, dims: 5, weight: -2 },
      }),
      outputs: { sums: Int32Array.of(...[4, 0, -2, 0, 2], ...[12, 0, -6, 0, 6]) },
    },
  ],
  calls: projectionCalls,
  runs: 25,
});
