import fc from "fast-check";
import { ccFlatten } from "../../src/kernels/cc-flatten.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

const chain = Uint32Array.from({ length: 1000 }, (_, i) => Math.max(i, 1) - 1);

kernelSuite(ccFlatten, {
  examples: [
    {
      title: "points every node at its root",
      buffers: { parent: Uint32Array.of(0, 0, 1, 3, 3, 4) },
      params: { count: 6 },
      outputs: { parent: Uint32Array.of(0, 0, 0, 3, 3, 3) },
    },
    {
      title: "walks a chain of 1000 nodes",
      buffers: { parent: chain },
      params: { count: 1000 },
      outputs: { parent: new Uint32Array(1000) },
    },
  ],
  calls: fc.array(fc.nat(), { maxLength: 1000 }).map((above) => ({
    buffers: { parent: Uint32Array.from(above, (value, i) => value % (i + 1)) },
    params: { count: above.length },
  })),
});
