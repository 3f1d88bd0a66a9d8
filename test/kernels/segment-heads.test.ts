import fc from "fast-check";
import { segmentHeads } from "../../src/kernels/segment-heads.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

kernelSuite(segmentHeads, {
  examples: [
    {
      title: "a head is first, or differs in either half",
      buffers: {
        hi: Uint32Array.of(0, 0, 0, 1, 1),
        lo: Uint32Array.of(0, 0, 1, 1, 1),
        heads: new Uint32Array(5),
      },
      params: { count: 5 },
      outputs: { heads: Uint32Array.of(1, 0, 1, 1, 0) },
    },
  ],
  calls: fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { maxLength: 600 }).map((keys) => ({
    buffers: {
      hi: Uint32Array.from(keys, ([hi]) => hi),
      lo: Uint32Array.from(keys, ([, lo]) => lo),
      heads: new Uint32Array(keys.length),
    },
    params: { count: keys.length },
  })),
});
