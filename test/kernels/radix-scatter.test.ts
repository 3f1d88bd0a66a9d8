import fc from "fast-check";
import { DIGITS, TILE, tilesOf } from "../../src/kernels/radix-histogram.ts";
import { radixScatter } from "../../src/kernels/radix-scatter.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

/** A call on the keys, with the offsets that a histogram and a scan give, counted plainly. */
function call(keys: Uint32Array, shift: number) {
  const tiles = tilesOf(keys.length);
  const digitOf = (i: number): number => (keys[i]! >>> shift) & 0xff;
  const offsets = new Uint32Array(DIGITS * tiles);
  keys.forEach((_, i) => offsets[digitOf(i) * tiles + Math.floor(i / TILE)]!++);
  let sum = 0;
  offsets.forEach((n, at) => {
    offsets[at] = sum;
    sum += n;
  });
  return {
    buffers: {
      keys,
      values: keys.map((_, i) => i),
      offsets,
      sortedKeys: new Uint32Array(keys.length),
      sortedValues: new Uint32Array(keys.length),
    },
    params: { count: keys.length, shift },
  };
}

kernelSuite(radixScatter, {
  examples: [
    {
      title: "sorts by the lowest digit, equal digits in their order",
      ...call(Uint32Array.of(0x1ff, 0x200, 0x101, 0x0ff, 0x100), 0),
      outputs: {
        sortedKeys: Uint32Array.of(0x200, 0x100, 0x101, 0x1ff, 0x0ff),
        sortedValues: Uint32Array.of(1, 4, 2, 0, 3),
      },
    },
    {
      title: "sorts by the highest digit",
      ...call(Uint32Array.of(0xff000000, 0x00ffffff, 0x80000000), 24),
      outputs: {
        sortedKeys: Uint32Array.of(0x00ffffff, 0x80000000, 0xff000000),
        sortedValues: Uint32Array.of(1, 2, 0),
      },
    },
    {
      title: "keeps equal digits of several tiles in their order",
      ...call(
        new Uint32Array(5000).map((_, i) => i % 2),
        0,
      ),
      outputs: {
        sortedKeys: new Uint32Array(5000).map((_, i) => (i < 2500 ? 0 : 1)),
        sortedValues: new Uint32Array(5000).map((_, i) => (i < 2500 ? 2 * i : 2 * i - 4999)),
      },
    },
  ],
  calls: fc
    .record({
      count: fc.constantFrom(0, 1, 300, 2047, 2048, 2049, 6000),
      seed: fc.uint32Array({ minLength: 1, maxLength: 1000 }),
      shift: fc.constantFrom(0, 8, 16, 24),
    })
    .map(({ count, seed, shift }) =>
      call(
        new Uint32Array(count).map((_, i) => seed[i % seed.length]!),
        shift,
      ),
    ),
  runs: 20,
});
