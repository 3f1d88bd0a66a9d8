import { countOnes, positionsOf } from "../core/mask.ts";
import type { FinishRequest } from "./stage.ts";

/**
 * Rows by preference: rank 0 is kept before rank 1. Dedup decides on ranks, so that "the earlier
 * one stays" is the only rule it has to know.
 */
export class Ranks {
  readonly #rowOf: Uint32Array | undefined;
  readonly #rankOf: Uint32Array | undefined;

  constructor({ preference }: Pick<FinishRequest, "preference">) {
    if (!preference) return;
    this.#rowOf = preference;
    this.#rankOf = new Uint32Array(preference.length);
    preference.forEach((row, rank) => (this.#rankOf![row] = rank));
  }

  /** Whether a rank is the row itself. */
  get areRows(): boolean {
    return this.#rowOf === undefined;
  }

  row(rank: number): number {
    return this.#rowOf ? this.#rowOf[rank]! : rank;
  }

  rank(row: number): number {
    return this.#rankOf ? this.#rankOf[row]! : row;
  }

  /** The rows of these ranks, ascending. */
  rows(ranks: Uint32Array): Uint32Array {
    return this.#rowOf ? ranks.map((rank) => this.row(rank)).sort() : ranks;
  }

  /** The ranks, ascending, of the rows that are 1 in `mask`. */
  of(mask: Uint8Array): Uint32Array {
    if (!this.#rowOf) return positionsOf(mask, 1);
    const ranks = new Uint32Array(countOnes(mask));
    let next = 0;
    for (let rank = 0; rank < mask.length; rank++) {
      if (mask[this.row(rank)]) ranks[next++] = rank;
    }
    return ranks;
  }
}
