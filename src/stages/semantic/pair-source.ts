import type { Matrix } from "../../core/matrix.ts";
import type { PairFinder } from "../../ops/pair-finder.ts";
import type { Ranks } from "../ranks.ts";
import type { FilterRows } from "./filter-rows.ts";
import type { Vectors } from "./vectors.ts";

/** What pairs of ranks are found and decided with. */
export interface PairSource {
  readonly finder: PairFinder;
  readonly rows: FilterRows;
  readonly vectors: Vectors;
  readonly ranks: Ranks;
  /** The least cosine of a similar pair. */
  readonly least: number;
  /** Ranks below this one stay, whatever they are similar to. */
  readonly settledBelow: number;
  /** Ranks from this one on are not compared with each other. */
  readonly aloneFrom: number;
  readonly signal: AbortSignal | undefined;
  /** Called with the numbers of ranks that were compared. */
  onCompared(ranks: number): void;
}

/** Ranks compared with those before them at a time. */
export const BLOCK = 2048;

/** The rows to multiply, of ranks that come in order. */
export class RankRows {
  readonly #source: PairSource;
  #values = new Float32Array(0);
  #ranks = new Uint32Array(64);
  #count = 0;
  #dims = 0;

  constructor(source: PairSource) {
    this.#source = source;
  }

  get ranks(): Uint32Array {
    return this.#ranks.subarray(0, this.#count);
  }

  get matrix(): Matrix {
    const values = this.#values.subarray(0, this.#count * this.#dims);
    return { rowCount: this.#count, dims: this.#dims, values };
  }

  add(ranks: Uint32Array): void {
    if (ranks.length === 0) return;
    const { dims, values } = rowsOf(this.#source, ranks);
    this.#dims = dims;
    const need = this.#count + ranks.length;
    if (need > this.#ranks.length) {
      const grown = new Uint32Array(Math.max(need, 2 * this.#ranks.length));
      grown.set(this.ranks);
      this.#ranks = grown;
    }
    if (need * dims > this.#values.length) {
      const grown = new Float32Array(Math.max(need, 2 * this.#count) * dims);
      grown.set(this.matrix.values);
      this.#values = grown;
    }
    this.#ranks.set(ranks, this.#count);
    this.#values.set(values, this.#count * dims);
    this.#count = need;
  }
}

/** The rows to multiply of these ranks. */
export function rowsOf({ rows, ranks }: PairSource, wanted: Uint32Array): Matrix {
  return rows.gather(wanted.map((rank) => ranks.row(rank)));
}

/** The cosine of two ranks. */
export function cosineOf({ vectors, ranks }: PairSource, a: number, b: number): number {
  return vectors.cosine(ranks.row(a), ranks.row(b));
}
