import fc from "fast-check";
import { sharedKeys } from "../../src/kernels/shared-keys.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

kernelSuite(sharedKeys, {
  examples: [
    {
      title: "segments of one entry are not flagged, first and last ones included",
      buffers: { heads: Uint32Array.of(1, 1, 0, 0, 1, 1, 0, 1), flags: new Uint32Array(8) },
      params: { count: 8 },
      outputs: { flags: Uint32Array.of(0, 1, 1, 1, 0, 1, 1, 0) },
    },
    {
      title: "the count ends the last segment, whatever is behind it",
      buffers: { heads: Uint32Array.of(1, 0, 1, 0), flags: new Uint32Array(4) },
      params: { count: 3 },
      outputs: { flags: Uint32Array.of(1, 1, 0, 0) },
    },
  ],
  calls: fc.array(fc.nat(1), { maxLength: 600 }).map((heads) => ({
    buffers: {
      heads: Uint32Array.from(heads, (head, i) => (i === 0 ? 1 : head)),
      flags: new Uint32Array(heads.length),
    },
    params: { count: heads.length },
  })),
});
