import { jaccardPairs } from "../../src/kernels/jaccard-pairs.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

/** Hashes of a set: what a text of about 860 bytes has. */
const SET_SIZE = 800;

export const bench = defineKernelBench({
  kernel: jaccardPairs,
  unit: "pairs",
  work: { on: "u32", operations: 4 * SET_SIZE },
  sizes: [2 ** 8, 2 ** 10, 2 ** 12, 2 ** 15, 2 ** 18],
  make(pairCount) {
    const random = randomU32(1);
    const setCount = Math.min(pairCount + (pairCount % 2), 2 ** 14);
    const hashes = new Uint32Array(setCount * SET_SIZE);
    for (let set = 0; set < setCount; set++) {
      const own = hashes.subarray(set * SET_SIZE, (set + 1) * SET_SIZE);
      // Every second set is a copy of the one before, a tenth of it changed.
      const from = set % 2 === 1 ? hashes.subarray((set - 1) * SET_SIZE, set * SET_SIZE) : own;
      own.set(from.map((hash) => (set % 2 === 0 || random() % 10 === 0 ? random() : hash)));
      own.sort();
      // A set has no element twice.
      for (let i = 1; i < SET_SIZE; i++) own[i] = Math.max(own[i]!, own[i - 1]! + 1);
    }
    const left = new Uint32Array(pairCount).map((_, i) => (2 * i) % setCount);
    return {
      buffers: {
        starts: new Uint32Array(setCount).map((_, i) => i * SET_SIZE),
        counts: new Uint32Array(setCount).fill(SET_SIZE),
        hashes,
        left,
        right: left.map((set) => set + 1),
        intersections: new Uint32Array(pairCount),
      },
      params: { pairCount },
      bytes: pairCount * (2 * SET_SIZE + 3) * 4,
      items: pairCount,
    };
  },
});
