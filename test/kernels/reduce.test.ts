import fc from "fast-check";
import { blocksOf, reduce, reductions } from "../../src/kernels/reduce.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

kernelSuite(reduce, {
  examples: [
    {
      title: "sums up to the count, modulo 2^32",
      buffers: { values: Uint32Array.of(0xffffffff, 3, 100), results: new Uint32Array(1) },
      params: { count: 2, operation: reductions.sum },
      outputs: { results: Uint32Array.of(2) },
    },
    {
      title: "takes the least value",
      buffers: { values: Uint32Array.of(7, 4, 0xffffffff), results: new Uint32Array(1) },
      params: { count: 3, operation: reductions.min },
      outputs: { results: Uint32Array.of(4) },
    },
    {
      title: "takes the largest value",
      buffers: { values: Uint32Array.of(7, 4, 0x80000000), results: new Uint32Array(1) },
      params: { count: 3, operation: reductions.max },
      outputs: { results: Uint32Array.of(0x80000000) },
    },
    {
      title: "takes no values for an empty block, whose least value is the largest number",
      buffers: { values: new Uint32Array(1), results: Uint32Array.of(1) },
      params: { count: 0, operation: reductions.min },
      outputs: { results: Uint32Array.of(0xffffffff) },
    },
    {
      title: "sums each block of 2048",
      buffers: { values: new Uint32Array(4097).fill(2), results: new Uint32Array(3) },
      params: { count: 4097, operation: reductions.sum },
      outputs: { results: Uint32Array.of(4096, 4096, 2) },
    },
  ],
  calls: fc
    .record({
      count: fc.constantFrom(0, 1, 255, 2047, 2048, 2049, 6000),
      seed: fc.uint32Array({ minLength: 1, maxLength: 300 }),
      operation: fc.constantFrom(...Object.values(reductions)),
    })
    .map(({ count, seed, operation }) => ({
      buffers: {
        values: new Uint32Array(count).map((_, i) => seed[i % seed.length]!),
        results: new Uint32Array(blocksOf(count)),
      },
      params: { count, operation },
    })),
});
