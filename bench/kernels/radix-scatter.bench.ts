import { DIGITS, radixHistogram, tilesOf } from "../../src/kernels/radix-histogram.ts";
import { radixScatter } from "../../src/kernels/radix-scatter.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: radixScatter,
  unit: "keys",
  work: { on: "u32", operations: 6 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    const random = randomU32(1);
    const keys = new Uint32Array(count).map(() => random());
    const offsets = new Uint32Array(DIGITS * tilesOf(count));
    radixHistogram.cpu({ keys, counts: offsets }, { count, shift: 0 });
    let sum = 0;
    offsets.forEach((keysOfTile, i) => {
      offsets[i] = sum;
      sum += keysOfTile;
    });
    return {
      buffers: {
        keys,
        values: new Uint32Array(count).map((_, i) => i),
        offsets,
        sortedKeys: new Uint32Array(count),
        sortedValues: new Uint32Array(count),
      },
      params: { count, shift: 0 },
      bytes: (count * 4 + offsets.length) * 4,
      items: count,
    };
  },
});
