import { dot, paddedDims, squaredLengths, type Matrix } from "../../core/matrix.ts";
import type { VectorColumn } from "../../core/vector-column.ts";

/** Why a row has no direction, and so is like no other. */
export interface Unusable {
  readonly nulls: number;
  readonly zeros: number;
  /** With a number that is not finite. */
  readonly notFinite: number;
}

/** The vectors of all rows, and their cosines as all devices agree on them. */
export class Vectors {
  readonly matrix: Matrix;
  /** Squares of the lengths. */
  readonly squares: Float64Array;

  /** 1 where there is a vector; all where undefined. */
  readonly #valid: Uint8Array | undefined;

  constructor({ rowCount, dims, values, valid }: VectorColumn) {
    this.matrix = { rowCount, dims, values };
    this.#valid = valid;
    this.squares = squaredLengths(this.matrix);
  }

  /** Whether a row has a direction. */
  usable(row: number): boolean {
    const square = this.squares[row]!;
    return this.#valid?.[row] !== 0 && square > 0 && square < Number.POSITIVE_INFINITY;
  }

  /** Counts the rows of `alive` that are not usable, by why. */
  unusable(alive: Uint8Array): Unusable {
    let [nulls, zeros, notFinite] = [0, 0, 0];
    alive.forEach((live, row) => {
      if (!live || this.usable(row)) return;
      if (this.#valid?.[row] === 0) nulls++;
      else if (this.squares[row] === 0) zeros++;
      else notFinite++;
    });
    return { nulls, zeros, notFinite };
  }

  /** The cosine of the angle between two usable rows. That of equal rows is exactly 1. */
  cosine(i: number, j: number): number {
    const { dims, values } = this.matrix;
    const product = dot(values, i * dims, values, j * dims, dims);
    const cosine = product / Math.sqrt(this.squares[i]! * this.squares[j]!);
    return Math.max(-1, Math.min(1, cosine));
  }

  /** The cosine of a row with a centre. */
  cosineTo(row: number, centre: Float32Array, square: number): number {
    const { dims, values } = this.matrix;
    const product = dot(values, row * dims, centre, 0, dims);
    return square === 0 ? 0 : product / Math.sqrt(this.squares[row]! * square);
  }

  /** The rows at length 1, with zeros behind up to a multiple of four numbers. */
  units(rows: Uint32Array): Matrix {
    const { dims, values } = this.matrix;
    const wide = paddedDims(dims);
    const units = new Float32Array(rows.length * wide);
    rows.forEach((row, i) => {
      const length = Math.sqrt(this.squares[row]!);
      for (let k = 0; k < dims; k++) units[i * wide + k] = values[row * dims + k]! / length;
    });
    return { rowCount: rows.length, dims: wide, values: units };
  }
}
