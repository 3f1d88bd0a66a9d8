import type { Matrix } from "../core/matrix.ts";
import { squaredLengths } from "../core/matrix.ts";
import type { NearestCentre } from "./nearest-centres.ts";

/** More than the rounding of f64 can be, relative to the numbers it rounds. */
const SLACK = 1e-11;

/**
 * What is known of the distances of rows to centres as these move: the distance to a row's own
 * centre is at most `#upper`, that to any other at least `#lower`. As long as the first is less than
 * the second, the row need not be looked at.
 *
 * Source: Hamerly, "Making k-means even faster", SDM 2010.
 */
export class DistanceBounds {
  readonly squares: Float64Array;
  readonly #rows: Matrix;
  readonly #upper: Float64Array;
  readonly #lower: Float64Array;

  constructor(rows: Matrix) {
    this.#rows = rows;
    this.squares = squaredLengths(rows);
    this.#upper = new Float64Array(rows.rowCount).fill(Number.POSITIVE_INFINITY);
    this.#lower = new Float64Array(rows.rowCount);
  }

  /** The rows, ascending, that may be nearer to another centre than to their own. */
  open(): Uint32Array {
    const { rowCount } = this.#rows;
    const open = new Uint32Array(rowCount);
    let count = 0;
    for (let row = 0; row < rowCount; row++) {
      if (!(this.#upper[row]! < this.#lower[row]! * (1 - SLACK))) open[count++] = row;
    }
    return open.subarray(0, count);
  }

  /** At least the distance that a score stands for. */
  #above(row: number, score: number): number {
    const square = this.squares[row]!;
    return Math.sqrt(Math.max(0, square - 2 * score) + SLACK * (square + Math.abs(score)));
  }

  /** At most the distance that a score stands for. */
  #below(row: number, score: number): number {
    const square = this.squares[row]!;
    return Math.sqrt(Math.max(0, square - 2 * score - SLACK * (square + Math.abs(score))));
  }

  /** Takes over what was found of the open rows. */
  set(open: Uint32Array, { score, others }: NearestCentre): void {
    for (let i = 0; i < open.length; i++) {
      const row = open[i]!;
      this.#upper[row] = this.#above(row, score[i]!);
      this.#lower[row] = this.#below(row, others[i]!);
    }
  }

  /** The row is looked at in the next round. */
  forget(row: number): void {
    this.#upper[row] = Number.POSITIVE_INFINITY;
  }

  /** Takes the centres' moves into account; returns the sum of their squares. */
  move(labels: Uint32Array, before: Matrix, after: Matrix): number {
    const { rowCount, dims } = before;
    const moves = new Float64Array(rowCount);
    let sum = 0;
    let [most, second, mover] = [0, 0, 0];
    for (let centre = 0; centre < rowCount; centre++) {
      let square = 0;
      for (let k = centre * dims; k < (centre + 1) * dims; k++) {
        const step = after.values[k]! - before.values[k]!;
        square += step * step;
      }
      sum += square;
      const move = Math.sqrt(square) * (1 + SLACK);
      moves[centre] = move;
      if (move > most) [most, second, mover] = [move, most, centre];
      else second = Math.max(second, move);
    }
    for (let row = 0; row < labels.length; row++) {
      const label = labels[row]!;
      this.#upper[row]! += moves[label]!;
      this.#lower[row]! -= label === mover ? second : most;
    }
    return sum;
  }

  /** The distance of each row to its centre. */
  distances(labels: Uint32Array, { values }: Matrix): Float64Array {
    const { dims, values: rows } = this.#rows;
    return Float64Array.from(labels, (label, row) => {
      let square = 0;
      for (let k = 0; k < dims; k++) {
        const difference = rows[row * dims + k]! - values[label * dims + k]!;
        square += difference * difference;
      }
      return Math.sqrt(square);
    });
  }
}
