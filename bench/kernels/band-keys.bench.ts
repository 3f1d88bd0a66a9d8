import { bandKeys } from "../../src/kernels/band-keys.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

const SLOTS = 128;
const BANDS = 14;

export const bench = defineKernelBench({
  kernel: bandKeys,
  unit: "rows",
  work: { on: "u32", operations: 504 },
  sizes: [2 ** 10, 2 ** 12, 2 ** 14, 2 ** 16, 2 ** 18],
  make(rowCount) {
    const random = randomU32(1);
    return {
      buffers: {
        signatures: new Uint32Array(rowCount * SLOTS).map(() => random()),
        hi: new Uint32Array(rowCount * BANDS),
        lo: new Uint32Array(rowCount * BANDS),
      },
      params: { rowCount, slots: SLOTS, bands: BANDS, rowsPerBand: 9 },
      bytes: rowCount * 4 * (BANDS * 9 + 2 * BANDS),
      items: rowCount,
    };
  },
});
