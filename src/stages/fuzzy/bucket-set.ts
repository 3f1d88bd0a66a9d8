import { U32List } from "../../core/u32-list.ts";

/** Lists of ranks, ascending, one after the other: list `i` is `rows[starts[i] … starts[i + 1])`. */
export interface Buckets {
  readonly rows: Uint32Array;
  readonly starts: Uint32Array;
}

/**
 * The buckets of all bands. Near-copies share most of their bands: a bucket that an earlier band
 * has too asks nothing new, and is left out.
 */
export class BucketSet {
  readonly #rows = new U32List();
  readonly #starts = new U32List();
  readonly #hashes = new U32List();
  /** Open addressing: the number of a bucket plus one, or 0. */
  #table = new Uint32Array(1 << 10);
  /** The first bucket of each band. */
  readonly #bands: number[] = [];

  constructor() {
    this.#starts.push(0);
  }

  /** Buckets there are. */
  get length(): number {
    return this.#hashes.length;
  }

  get buckets(): Buckets {
    return { rows: this.#rows.view(), starts: this.#starts.view() };
  }

  /** Where each band begins among the buckets, and where the last one ends. */
  get bandStarts(): readonly number[] {
    return [...this.#bands, this.length];
  }

  beginBand(): void {
    this.#bands.push(this.length);
  }

  /** Adds the bucket of the ranks from `first` to `end`. A view of each would be too much to collect. */
  add(ranks: Uint32Array, first = 0, end = ranks.length): void {
    if (this.length * 2 >= this.#table.length) this.#grow();
    const hash = hashOf(ranks, first, end);
    const slot = this.#find(ranks, first, end, hash);
    if (this.#table[slot] !== 0) return;
    this.#hashes.push(hash);
    this.#table[slot] = this.length;
    for (let i = first; i < end; i++) this.#rows.push(ranks[i]!);
    this.#starts.push(this.#rows.length);
  }

  /** The slot with that bucket, or the free one where it goes. */
  #find(ranks: Uint32Array, first: number, end: number, hash: number): number {
    const mask = this.#table.length - 1;
    const length = end - first;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const found = this.#table[slot]! - 1;
      if (found < 0) return slot;
      if (this.#hashes.at(found) !== hash) continue;
      const start = this.#starts.at(found);
      if (this.#starts.at(found + 1) - start !== length) continue;
      let same = 0;
      while (same < length && this.#rows.at(start + same) === ranks[first + same]) same++;
      if (same === length) return slot;
    }
  }

  #grow(): void {
    this.#table = new Uint32Array(this.#table.length * 2);
    const mask = this.#table.length - 1;
    this.#hashes.view().forEach((hash, number) => {
      let slot = hash & mask;
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = number + 1;
    });
  }

  /** Frees what is needed for adding only. */
  seal(): void {
    this.#table = new Uint32Array(0);
  }
}

function hashOf(ranks: Uint32Array, first: number, end: number): number {
  let hash = end - first;
  for (let i = first; i < end; i++) {
    hash = Math.imul(hash ^ ranks[i]!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
