import type { VectorColumn } from "../../core/vector-column.ts";

const BLOCK_BYTES = 8 * 2 ** 20;

/**
 * Collects vectors into blocks of one size, rows without one left out: what is computed of a block
 * does not depend on the batches that its rows came in.
 */
export class RowBlocks {
  readonly dims: number;
  readonly #block: Float32Array;
  readonly #use: (rows: Float32Array) => Promise<void>;
  #filled = 0;
  #rowCount = 0;

  /** `use` is given blocks of a multiple of `tile` rows, and what is left at the end. */
  constructor(dims: number, tile: number, use: (rows: Float32Array) => Promise<void>) {
    this.dims = dims;
    const tiles = Math.max(1, Math.floor(BLOCK_BYTES / (tile * dims * 4)));
    this.#block = new Float32Array(tiles * tile * dims);
    this.#use = use;
  }

  /** Vectors collected so far. */
  get rowCount(): number {
    return this.#rowCount;
  }

  async append({ rowCount, values, valid }: VectorColumn): Promise<void> {
    const { dims } = this;
    for (let row = 0; row < rowCount;) {
      const room = (this.#block.length - this.#filled) / dims;
      const last = Math.min(rowCount, row + room);
      const end = valid ? runEnd(valid, row, last) : last;
      this.#block.set(values.subarray(row * dims, end * dims), this.#filled);
      this.#filled += (end - row) * dims;
      this.#rowCount += end - row;
      if (this.#filled === this.#block.length) await this.flush();
      row = end;
      while (row < rowCount && valid?.[row] === 0) row++;
    }
  }

  async flush(): Promise<void> {
    if (this.#filled === 0) return;
    const rows = this.#block.subarray(0, this.#filled);
    this.#filled = 0;
    await this.#use(rows);
  }
}

/** Where the vectors from `row` on end, at `last` at the latest. */
function runEnd(valid: Uint8Array, row: number, last: number): number {
  const end = valid.subarray(row, last).indexOf(0);
  return end < 0 ? last : row + end;
}
