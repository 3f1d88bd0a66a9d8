import fc from "fast-check";
import { BLOCK } from "../../src/kernels/reduce.ts";
import { scan } from "../../src/kernels/scan.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

kernelSuite(scan, {
  examples: [
    {
      title: "sums up what is before, from the offset",
      buffers: {
        values: Uint32Array.of(1, 2, 3),
        offsets: Uint32Array.of(10),
        prefix: new Uint32Array(3),
      },
      params: { count: 3 },
      outputs: { prefix: Uint32Array.of(10, 11, 13) },
    },
    {
      title: "wraps at 2^32",
      buffers: {
        values: Uint32Array.of(0xffffffff, 2, 0),
        offsets: Uint32Array.of(1),
        prefix: new Uint32Array(3),
      },
      params: { count: 3 },
      outputs: { prefix: Uint32Array.of(1, 0, 2) },
    },
    {
      title: "starts each block of 2048 at its own offset",
      buffers: {
        values: new Uint32Array(2050).fill(1),
        offsets: Uint32Array.of(0, 50_000),
        prefix: new Uint32Array(2050),
      },
      params: { count: 2050 },
      outputs: {
        prefix: Uint32Array.from({ length: 2050 }, (_, i) => (i < 2048 ? i : 50_000 + i - 2048)),
      },
    },
  ],
  calls: fc
    .record({
      count: fc.constantFrom(0, 1, 257, 2047, 2048, 2049, 6000),
      seed: fc.uint32Array({ minLength: 1, maxLength: 300 }),
      offsets: fc.uint32Array({ minLength: 3, maxLength: 3 }),
    })
    .map(({ count, seed, offsets }) => ({
      buffers: {
        values: new Uint32Array(count).map((_, i) => seed[i % seed.length]!),
        offsets: offsets.slice(0, Math.ceil(count / BLOCK)),
        prefix: new Uint32Array(count),
      },
      params: { count },
    })),
});
