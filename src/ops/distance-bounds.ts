import type { Matrix } from "../core/matrix.ts";
import { squaredLengths } from "../core/matrix.ts";

/** Rows that are looked at again in one go, in bytes. */
const PORTION_BYTES = 64 * 2 ** 20;
/** More than the rounding of f64 can be, relative to the numbers it rounds. */
const SLACK = 1e-11;

interface Portion {
  readonly rows: Uint32Array;
  readonly matrix: Matrix;
  readonly squares: Float64Array;
}

/**
 * What is known of the distances of rows to centres as these move: the distance to a row's own
 * centre is at most `#upper`, that to any other at least `#lower`. While the first is less than the
 * second, the row need not be looked at.
 *
 * Source: Hamerly, "Making k-means even faster", SDM 2010.
 */
export class DistanceBounds {
  readonly #rows: Matrix;
  readonly #squares: Float64Array;
  readonly #upper: Float64Array;
  readonly #lower: Float64Array;

  constructor(rows: Matrix) {
    this.#rows = rows;
    this.#squares = squaredLengths(rows);
    this.#upper = new Float64Array(rows.rowCount).fill(Number.POSITIVE_INFINITY);
    this.#lower = new Float64Array(rows.rowCount);
  }

  /** The rows that may be nearer to another centre than to their own, ascending, in portions. */
  *open(): Generator<Portion> {
    const { rowCount, dims, values } = this.#rows;
    const most = Math.max(1, Math.floor(PORTION_BYTES / (dims * 4)));
    const chosen = new Uint32Array(Math.min(most, rowCount));
    for (let row = 0; row < rowCount;) {
      let count = 0;
      for (; row < rowCount && count < most; row++) {
        if (this.#isOpen(row)) chosen[count++] = row;
      }
      if (count === 0) return;
      const rows = chosen.slice(0, count);
      const [first, last] = [rows[0]!, rows[count - 1]!];
      // Rows that are side by side need not be copied.
      let portion = values.subarray(first * dims, (last + 1) * dims);
      if (last - first + 1 > count) {
        portion = new Float32Array(count * dims);
        rows.forEach((from, i) =>
          portion.set(values.subarray(from * dims, (from + 1) * dims), i * dims),
        );
      }
      const squares = Float64Array.from(rows, (from) => this.#squares[from]!);
      yield { rows, matrix: { rowCount: count, dims, values: portion }, squares };
    }
  }

  #isOpen(row: number): boolean {
    return !(this.#upper[row]! < this.#lower[row]! * (1 - SLACK));
  }

  /** Notes the score of a row's centre, and the most that of another can be. */
  set(row: number, score: number, others: number): void {
    const square = this.#squares[row]!;
    const slack = SLACK * (square + Math.abs(score));
    this.#upper[row] = Math.sqrt(Math.max(0, square - 2 * score) + slack);
    this.#lower[row] = Math.sqrt(Math.max(0, square - 2 * others - slack));
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
    labels.forEach((label, row) => {
      this.#upper[row]! += moves[label]!;
      this.#lower[row]! -= label === mover ? second : most;
    });
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
