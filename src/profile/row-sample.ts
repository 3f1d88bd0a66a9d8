/** A row that was sampled, and what is kept of it. */
export interface Sampled<T> {
  readonly hash: number;
  readonly value: T;
}

/**
 * The rows whose positions have the least hashes, so many at most. Which ones these are depends on
 * nothing but the rows there are: samples of parts merge to that of the whole, in any order.
 */
export class RowSample<T> {
  readonly #most: number;
  #limit = 2 ** 32;
  #rows: Sampled<T>[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether a row is among them, as far as is known. */
  wants(row: number): boolean {
    return rowHash(row) < this.#limit;
  }

  /** Takes a row that is wanted. */
  put(row: number, value: T): void {
    this.#rows.push({ hash: rowHash(row), value });
    if (this.#rows.length < 2 * this.#most) return;
    this.#rows = leastOf(this.#rows, this.#most);
    this.#limit = this.#rows[this.#most - 1]!.hash;
  }

  rows(): readonly Sampled<T>[] {
    return leastOf(this.#rows, this.#most);
  }
}

/** Of both samples together. */
export function leastOf<T>(rows: readonly Sampled<T>[], most: number): Sampled<T>[] {
  return rows.toSorted((a, b) => a.hash - b.hash).slice(0, most);
}

/** Of 32 bits (murmur3's finalizer): no two of the first 2^32 rows share one. */
export function rowHash(row: number): number {
  let h = ((row % 2 ** 32) ^ Math.floor(row / 2 ** 32)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
