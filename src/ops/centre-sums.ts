import type { Matrix } from "../core/matrix.ts";
import type { DistanceBounds } from "./distance-bounds.ts";

/** The sum of the rows of each centre, kept up to date in f64 as rows move. */
export class CentreSums {
  readonly #rows: Matrix;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;
  readonly #has: Uint8Array;
  /** 1 for centres whose rows are others than at the last mean. */
  readonly #changed: Uint8Array;

  constructor(rows: Matrix, k: number) {
    this.#rows = rows;
    this.#sums = new Float64Array(k * rows.dims);
    this.#counts = new Float64Array(k);
    this.#has = new Uint8Array(rows.rowCount);
    this.#changed = new Uint8Array(k);
  }

  /** Whether the row is in any sum. */
  has(row: number): boolean {
    return this.#has[row] === 1;
  }

  add(row: number, centre: number): void {
    this.#has[row] = 1;
    this.#change(row, centre, 1);
  }

  move(row: number, from: number, to: number): void {
    this.#change(row, from, -1);
    this.#change(row, to, 1);
  }

  #change(row: number, centre: number, sign: 1 | -1): void {
    const { dims, values } = this.#rows;
    const sums = this.#sums;
    const [from, to] = [row * dims, centre * dims];
    for (let k = 0; k < dims; k++) sums[to + k]! += sign * values[from + k]!;
    this.#counts[centre]! += sign;
    this.#changed[centre] = 1;
  }

  /**
   * Each centre without rows gets the row that is farthest from its own centre (the lower of two)
   * and does not leave that one without any.
   */
  fillEmpty(labels: Uint32Array, centres: Matrix, bounds: DistanceBounds): void {
    const empty: number[] = [];
    this.#counts.forEach((count, centre) => {
      if (count === 0) empty.push(centre);
    });
    if (empty.length === 0) return;
    const distances = bounds.distances(labels, centres);
    const order = Uint32Array.from(labels, (_, row) => row).sort(
      (a, b) => distances[b]! - distances[a]! || a - b,
    );
    let next = 0;
    for (const centre of empty) {
      while (next < order.length && this.#counts[labels[order[next]!]!]! < 2) next++;
      if (next === order.length) return;
      const row = order[next++]!;
      this.move(row, labels[row]!, centre);
      labels[row] = centre;
      bounds.forget(row);
    }
  }

  /** The mean of each centre's rows, rounded to f32; `before` are the last ones. */
  means(before: Matrix): Matrix {
    const { dims } = before;
    const values = before.values.slice();
    this.#changed.forEach((changed, centre) => {
      if (changed === 0) return;
      const count = this.#counts[centre]!;
      for (let i = centre * dims; i < (centre + 1) * dims; i++) values[i] = this.#sums[i]! / count;
    });
    this.#changed.fill(0);
    return { rowCount: before.rowCount, dims, values };
  }

  /**
   * The sum of the squared distances of the rows to their centres, given that of the squares of
   * their lengths: by the sums alone, without going through the rows.
   */
  inertia({ dims, values }: Matrix, squares: number): number {
    let sum = squares;
    this.#counts.forEach((count, centre) => {
      for (let i = centre * dims; i < (centre + 1) * dims; i++) {
        sum += values[i]! * (count * values[i]! - 2 * this.#sums[i]!);
      }
    });
    return Math.max(0, sum);
  }
}
