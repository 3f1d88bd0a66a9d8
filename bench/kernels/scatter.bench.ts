import { scatter } from "../../src/kernels/scatter.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: scatter,
  unit: "values",
  work: { on: "u32", operations: 1 },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    const random = randomU32(1);
    return {
      buffers: {
        indices: permutation(count),
        values: new Uint32Array(count).map(() => random()),
        result: new Uint32Array(count),
      },
      params: { count },
      bytes: count * 12,
      items: count,
    };
  },
});

/** A multiplier without a common factor with the power of two permutes what is below that. */
function permutation(count: number): Uint32Array {
  const powerOfTwo = 2 ** Math.ceil(Math.log2(count));
  const all = new Uint32Array(powerOfTwo).map(
    (_, i) => Math.imul(i, 0x9e3779b1) & (powerOfTwo - 1),
  );
  return all.filter((index) => index < count);
}
