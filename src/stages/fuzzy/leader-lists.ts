import { U32List } from "../../core/u32-list.ts";
import { orderOf } from "../../core/sorted.ts";
import type { Buckets } from "./bucket-set.ts";
import type { PairCache } from "./pair-cache.ts";
import type { Verifier } from "./verifier.ts";

/** In place of the number of a pair that may not be duplicates. */
const NO_PAIR = 0xffffffff;

/** Pairs to verify. */
interface Pairs {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
}

/**
 * The shrinking candidate list of every bucket: rows that have led, the leader and those it is
 * compared with, and at the end those that are out: similar to a leader, or not kept.
 */
export class LeaderLists {
  readonly #buckets: Buckets;
  readonly #rows: Uint32Array;
  /** Where the leader of each bucket is, and where the rows end that it is compared with. */
  readonly #leaders: Uint32Array;
  readonly #ends: Uint32Array;
  /** All buckets by their first row: those that share rows are near each other. */
  readonly #order: Uint32Array;
  /** Buckets with a leader and at least one more row that are still to be opened. */
  #waiting: Uint32Array;
  /** Of the buckets that are opened, those with a leader and at least one more row. */
  #open: Uint32Array = new Uint32Array(0);
  /** How often buckets were opened, and when that was done last for each row. */
  #openings = 0;
  readonly #openedAt: Uint32Array;
  /** The number of each pair of the open buckets. */
  readonly #numbers = new U32List();
  readonly #out = new U32List();

  constructor(buckets: Buckets, rowCount: number) {
    this.#buckets = buckets;
    this.#rows = buckets.rows.slice();
    this.#leaders = buckets.starts.slice(0, -1);
    this.#ends = buckets.starts.slice(1);
    const firsts = this.#leaders.map((start) => this.#rows[start]!);
    this.#order = orderOf(firsts, rowCount);
    this.#waiting = this.#order.filter((bucket) => this.#isOpen(bucket));
    this.#openedAt = new Uint32Array(rowCount);
  }

  /** Whether anything is left to compare in the buckets that are opened. */
  get hasOpen(): boolean {
    return this.#open.length > 0;
  }

  /**
   * Opens the next of the waiting buckets, one at least and as many as have rows that the verifier
   * holds; false where none waits.
   */
  open(verifier: Pick<Verifier, "capacity" | "sizeOf">): boolean {
    const { capacity } = verifier;
    const waiting = this.#waiting;
    this.#openings++;
    let count = 0;
    for (let size = 0; count < waiting.length && size <= capacity; count++) {
      const bucket = waiting[count]!;
      const end = this.#ends[bucket]!;
      for (let i = this.#leaders[bucket]!; i < end; i++) {
        const row = this.#rows[i]!;
        if (this.#openedAt[row] === this.#openings) continue;
        this.#openedAt[row] = this.#openings;
        size += verifier.sizeOf(row);
      }
      if (size > capacity && count > 0) break;
    }
    this.#open = waiting.slice(0, count);
    this.#waiting = waiting.subarray(count);
    return count > 0;
  }

  #isOpen(bucket: number): boolean {
    return this.#leaders[bucket]! + 1 < this.#ends[bucket]!;
  }

  /** Begins again with the rows that are kept, in the buckets where that asks something new. */
  restart(kept: Uint8Array): void {
    this.#waiting = this.#order.filter((bucket) => {
      if (!this.#asksMore(bucket, kept)) return false;
      this.#refill(bucket, kept);
      return this.#isOpen(bucket);
    });
  }

  /**
   * Whether a row is kept that is out, or a row has led that is not kept and others are left to
   * lead in its place. Else the same rows lead again, and have been compared with all others.
   */
  #asksMore(bucket: number, kept: Uint8Array): boolean {
    const rows = this.#rows;
    const { starts } = this.#buckets;
    const end = starts[bucket + 1]!;
    for (let i = this.#ends[bucket]!; i < end; i++) if (kept[rows[i]!]) return true;
    if (!this.#isOpen(bucket)) return false;
    const leader = this.#leaders[bucket]!;
    for (let i = starts[bucket]!; i < leader; i++) if (!kept[rows[i]!]) return true;
    return false;
  }

  #refill(bucket: number, kept: Uint8Array): void {
    const { rows, starts } = this.#buckets;
    const [start, end] = [starts[bucket]!, starts[bucket + 1]!];
    let front = start;
    let back = end;
    for (let i = start; i < end; i++) {
      if (kept[rows[i]!]) this.#rows[front++] = rows[i]!;
      else this.#rows[--back] = rows[i]!;
    }
    this.#leaders[bucket] = start;
    this.#ends[bucket] = front;
  }

  /** The (leader, row) pairs of all buckets that nothing is known of, in the order of their numbers. */
  unknownPairs(cache: PairCache, comparable?: (left: number, right: number) => boolean): Pairs {
    const left = new U32List();
    const right = new U32List();
    const numbers = this.#numbers;
    const rows = this.#rows;
    let next = cache.size;
    numbers.clear();
    for (const bucket of this.#open) {
      const at = this.#leaders[bucket]!;
      const end = this.#ends[bucket]!;
      const leader = rows[at]!;
      for (let i = at + 1; i < end; i++) {
        const row = rows[i]!;
        if (comparable && !comparable(leader, row)) {
          numbers.push(NO_PAIR);
          continue;
        }
        const number = cache.numberOf(leader, row);
        numbers.push(number);
        if (number < next) continue;
        left.push(leader);
        right.push(row);
        next++;
      }
    }
    return { left: left.view(), right: right.view() };
  }

  /** Drops each leader and the rows similar to it. */
  advance(cache: PairCache): void {
    const open = new U32List();
    const numbers = this.#numbers.view();
    const out = this.#out;
    const rows = this.#rows;
    let next = 0;
    for (const bucket of this.#open) {
      const first = this.#leaders[bucket]! + 1;
      const end = this.#ends[bucket]!;
      let stay = first;
      out.clear();
      for (let i = first; i < end; i++) {
        const row = rows[i]!;
        if (cache.isSimilar(numbers[next++]!)) out.push(row);
        else rows[stay++] = row;
      }
      if (out.length > 0) rows.set(out.view(), stay);
      this.#leaders[bucket] = first;
      this.#ends[bucket] = stay;
      if (this.#isOpen(bucket)) open.push(bucket);
    }
    this.#open = open.view();
  }
}
