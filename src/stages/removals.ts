import type { Ranks } from "./ranks.ts";
import type { Decisions } from "./stage.ts";

/** Collects removals by rank and hands them out by row, ascending. */
export class Removals {
  readonly #ranks: Ranks;
  /** The kept row plus one; 0 where the row is not removed. */
  readonly #kept: Uint32Array;
  readonly #similarity: Float64Array;
  #count = 0;

  constructor(ranks: Ranks, rowCount: number) {
    this.#ranks = ranks;
    this.#kept = new Uint32Array(rowCount);
    this.#similarity = new Float64Array(rowCount);
  }

  remove(rank: number, keptRank: number, similarity: number): void {
    const row = this.#ranks.row(rank);
    if (this.#kept[row] === 0) this.#count++;
    this.#kept[row] = this.#ranks.row(keptRank) + 1;
    this.#similarity[row] = similarity;
  }

  /** Removes a row whose text is that of `first`: together with it, or in its favour. */
  removeCopy(rank: number, first: number): void {
    const row = this.#ranks.row(first);
    if (this.#kept[row] === 0) {
      this.remove(rank, first, 1);
      return;
    }
    const kept = this.#ranks.rank(this.#kept[row]! - 1);
    this.remove(rank, kept, this.#similarity[row]!);
  }

  finish(notes: Decisions["notes"]): Decisions {
    const removed = new Uint32Array(this.#count);
    const kept = new Uint32Array(this.#count);
    const similarity = new Float64Array(this.#count);
    let next = 0;
    this.#kept.forEach((keptPlusOne, row) => {
      if (keptPlusOne === 0) return;
      removed[next] = row;
      kept[next] = keptPlusOne - 1;
      similarity[next++] = this.#similarity[row]!;
    });
    return { removed, kept, similarity, notes };
  }
}
