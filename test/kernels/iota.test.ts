import fc from "fast-check";
import { iota } from "../../src/kernels/iota.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

kernelSuite(iota, {
  examples: [
    {
      title: "counts from zero",
      buffers: { result: new Uint32Array(4) },
      params: { count: 4 },
      outputs: { result: Uint32Array.of(0, 1, 2, 3) },
    },
    {
      title: "leaves what is behind the count",
      buffers: { result: Uint32Array.of(9, 9, 9) },
      params: { count: 1 },
      outputs: { result: Uint32Array.of(0, 9, 9) },
    },
  ],
  calls: fc.nat(1000).map((count) => ({
    buffers: { result: new Uint32Array(count) },
    params: { count },
  })),
  runs: 10,
});
