import { U32List } from "../core/u32-list.ts";
import type { Ranks } from "./ranks.ts";
import type { Decisions } from "./stage.ts";

/** Collects removals by rank and hands them out by row, ascending. */
export class Removals {
  readonly #ranks: Ranks;
  /** The number of the row's removal plus one; 0 where the row is not removed. */
  readonly #removal: Uint32Array;
  /** By removal: the kept row, and the bits of the similarity to it. */
  readonly #kept = new U32List();
  readonly #similarity = new U32List();

  constructor(ranks: Ranks, rowCount: number) {
    this.#ranks = ranks;
    this.#removal = new Uint32Array(rowCount);
  }

  remove(rank: number, keptRank: number, similarity: number): void {
    this.#add(this.#ranks.row(rank), this.#ranks.row(keptRank), similarity);
  }

  /** Removes a row whose text is that of `first`: together with it, or in its favour. */
  removeCopy(rank: number, first: number): void {
    const row = this.#ranks.row(rank);
    const firstRow = this.#ranks.row(first);
    const removal = this.#removal[firstRow]! - 1;
    if (removal < 0) this.#add(row, firstRow, 1);
    else {
      this.#add(row, this.#kept.at(removal), similarityAt(this.#similarity, removal));
    }
  }

  #add(row: number, kept: number, similarity: number): void {
    FLOAT[0] = similarity;
    this.#kept.push(kept);
    this.#similarity.push(WORDS[0]!);
    this.#similarity.push(WORDS[1]!);
    this.#removal[row] = this.#kept.length;
  }

  finish(notes: Decisions["notes"]): Decisions {
    const removed = new Uint32Array(this.#kept.length);
    const kept = new Uint32Array(removed.length);
    const similarity = new Float64Array(removed.length);
    let next = 0;
    for (let row = 0; row < this.#removal.length; row++) {
      const removal = this.#removal[row]! - 1;
      if (removal < 0) continue;
      removed[next] = row;
      kept[next] = this.#kept.at(removal);
      similarity[next++] = similarityAt(this.#similarity, removal);
    }
    return { removed, kept, similarity, notes };
  }
}

const FLOAT = new Float64Array(1);
const WORDS = new Uint32Array(FLOAT.buffer);

/** The similarity that two words of a list are the bits of. */
function similarityAt(words: U32List, removal: number): number {
  WORDS[0] = words.at(removal * 2);
  WORDS[1] = words.at(removal * 2 + 1);
  return FLOAT[0]!;
}
