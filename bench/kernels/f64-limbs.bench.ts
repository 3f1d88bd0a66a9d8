import { f64Limbs, LIMB_GRID_LENGTH, LIMBS } from "../../src/kernels/f64-limbs.ts";
import { DOUBLE_SIZES, doublesBench } from "../support/doubles-bench.ts";
import { defineKernelBench } from "../support/kernel-bench.ts";

const COLUMNS = 16;
/** Doubles from 0 to 1 are whole numbers below 2^41 of this power of two. */
const WIDTH = -41;

export const bench = defineKernelBench({
  kernel: f64Limbs,
  unit: "values",
  work: { on: "u32", operations: 14 },
  sizes: DOUBLE_SIZES,
  make(size) {
    const rows = Math.ceil(size / COLUMNS);
    const { values } = doublesBench(rows * COLUMNS);
    const grids = Uint32Array.from({ length: COLUMNS * LIMB_GRID_LENGTH }, (_, i) =>
      i % LIMB_GRID_LENGTH === 0 ? WIDTH : 0,
    );
    const limbs = new Uint32Array(Math.ceil(rows / 2) * (COLUMNS * LIMBS + 1));
    return {
      buffers: { values, grids, limbs },
      params: { rows, columns: COLUMNS },
      bytes: (values.length + grids.length + limbs.length) * 4,
      items: rows * COLUMNS,
    };
  },
});
