import type { Matrix } from "../../core/matrix.ts";
import type { Device } from "../../graph/device.ts";
import { pairError } from "../../ops/pair-finder.ts";
import type { Vectors } from "./vectors.ts";

/**
 * Rows that a device multiplies to find the pairs that can be similar: the product of a pair that
 * is similar reaches `threshold`. Which of those are, their exact cosine decides.
 */
export interface FilterRows {
  readonly threshold: number;
  /** The rows to multiply for these rows of the data. */
  gather(rows: Uint32Array): Matrix;
}

/** More than the rounding of rows to length 1 in f32 changes the product of two of them. */
export const UNIT_ERROR = 2 ** -22;

/** The vectors themselves, at length 1. */
export function wholeRows(device: Device, vectors: Vectors, least: number): FilterRows {
  return {
    threshold: least - UNIT_ERROR - pairError(device, vectors.matrix.dims),
    gather: (rows) => vectors.units(rows),
  };
}
