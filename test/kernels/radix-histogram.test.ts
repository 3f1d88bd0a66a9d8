import fc from "fast-check";
import { DIGITS, radixHistogram, tilesOf } from "../../src/kernels/radix-histogram.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

/** `DIGITS` rows of one count per tile, zero but for the entries given. */
function counts(tiles: number, entries: Readonly<Record<number, readonly number[]>>): Uint32Array {
  const result = new Uint32Array(DIGITS * tiles);
  for (const [digit, row] of Object.entries(entries)) result.set(row, Number(digit) * tiles);
  return result;
}

kernelSuite(radixHistogram, {
  examples: [
    {
      title: "counts the lowest digit",
      buffers: {
        keys: Uint32Array.of(0x105, 0x205, 0x3ff, 0x5),
        counts: new Uint32Array(DIGITS).fill(7),
      },
      params: { count: 3, shift: 0 },
      outputs: { counts: counts(1, { 0x05: [2], 0xff: [1] }) },
    },
    {
      title: "counts the highest digit",
      buffers: {
        keys: Uint32Array.of(0xab000001, 0xab000002, 0x01000000),
        counts: new Uint32Array(DIGITS),
      },
      params: { count: 3, shift: 24 },
      outputs: { counts: counts(1, { 0xab: [2], 0x01: [1] }) },
    },
    {
      title: "counts each tile of 2048 by itself",
      buffers: {
        keys: new Uint32Array(2050).map((_, i) => (i < 2049 ? 3 : 4)),
        counts: new Uint32Array(2 * DIGITS),
      },
      params: { count: 2050, shift: 0 },
      outputs: { counts: counts(2, { 3: [2048, 1], 4: [0, 1] }) },
    },
  ],
  calls: fc
    .record({
      count: fc.constantFrom(0, 1, 300, 2047, 2048, 2049, 6000),
      seed: fc.uint32Array({ minLength: 1, maxLength: 300 }),
      shift: fc.constantFrom(0, 8, 16, 24),
    })
    .map(({ count, seed, shift }) => ({
      buffers: {
        keys: new Uint32Array(count).map((_, i) => seed[i % seed.length]!),
        counts: new Uint32Array(DIGITS * tilesOf(count)),
      },
      params: { count, shift },
    })),
  runs: 20,
});
