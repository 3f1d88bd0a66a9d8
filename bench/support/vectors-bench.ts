import { randomU32 } from "./kernel-bench.ts";

/** Dimensions of the vectors of benches: those of all-MiniLM-L6-v2. */
export const DIMS = 384;

/** Whole rows of that many values; at least one. */
export function rowsOf(values: number): number {
  return Math.max(1, Math.floor(values / DIMS));
}

/** A matrix of values from -1 to 1, row-major. */
export function randomMatrix(rows: number, dims = DIMS): Float32Array {
  const random = randomU32(1);
  return new Float32Array(rows * dims).map(() => random() / 2 ** 31 - 1);
}

/** An affine map of columns. */
export function columnMap(): Record<"centers" | "centerRests" | "scales", Float32Array> {
  return {
    centers: new Float32Array(DIMS).map((_, i) => i / DIMS),
    centerRests: new Float32Array(DIMS).fill(1e-9),
    scales: new Float32Array(DIMS).map((_, i) => 1 + i / DIMS),
  };
}
