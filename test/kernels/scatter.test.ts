import fc from "fast-check";
import { scatter } from "../../src/kernels/scatter.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

kernelSuite(scatter, {
  examples: [
    {
      title: "places by index and leaves the rest",
      buffers: {
        indices: Uint32Array.of(3, 0),
        values: Uint32Array.of(7, 8),
        result: Uint32Array.of(1, 1, 1, 1),
      },
      params: { count: 2 },
      outputs: { result: Uint32Array.of(8, 1, 1, 7) },
    },
  ],
  calls: fc.uniqueArray(fc.nat(599), { maxLength: 600 }).chain((indices) =>
    fc.uint32Array({ minLength: indices.length, maxLength: indices.length }).map((values) => ({
      buffers: { indices: Uint32Array.from(indices), values, result: new Uint32Array(600) },
      params: { count: indices.length },
    })),
  ),
});
