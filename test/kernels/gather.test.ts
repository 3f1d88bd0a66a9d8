import fc from "fast-check";
import { gather } from "../../src/kernels/gather.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

kernelSuite(gather, {
  examples: [
    {
      title: "picks in the order of the indices, repeats allowed",
      buffers: {
        indices: Uint32Array.of(2, 0, 2),
        values: Uint32Array.of(7, 8, 9),
        result: new Uint32Array(3),
      },
      params: { count: 3 },
      outputs: { result: Uint32Array.of(9, 7, 9) },
    },
  ],
  calls: fc.uint32Array({ minLength: 1, maxLength: 600 }).chain((values) =>
    fc.array(fc.nat(values.length - 1), { maxLength: 600 }).map((indices) => ({
      buffers: {
        indices: Uint32Array.from(indices),
        values,
        result: new Uint32Array(indices.length),
      },
      params: { count: indices.length },
    })),
  ),
});
