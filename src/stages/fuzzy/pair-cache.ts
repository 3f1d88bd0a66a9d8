/** What is known of a pair of rows; greater numbers are the caller's. */
export const UNKNOWN = 0;
export const DIFFERENT = 1;
export const SIMILAR = 2;
export const PENDING = 3;

/** Words of an entry, side by side: the pair and what is known of it. */
const STRIDE = 3;
const MIN_SLOTS = 1 << 12;

/** A hash map from pairs of u32 to u32; open addressing, linear probing. */
export class PairCache {
  #entries = new Uint32Array(STRIDE * MIN_SLOTS);
  #mask = MIN_SLOTS - 1;
  #size = 0;

  /** Pairs that are known. */
  get size(): number {
    return this.#size;
  }

  get(a: number, b: number): number {
    return this.#entries[this.#find(a, b) + 2]!;
  }

  set(a: number, b: number, state: number): void {
    this.#store(this.#find(a, b), a, b, state);
  }

  /** What is known of a pair; where that is nothing, it is `state` from now on. */
  getOrSet(a: number, b: number, state: number): number {
    const at = this.#find(a, b);
    const known = this.#entries[at + 2]!;
    if (known === UNKNOWN) this.#store(at, a, b, state);
    return known;
  }

  /** Where the entry of the pair is, or the free one where it would go. */
  #find(a: number, b: number): number {
    const entries = this.#entries;
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    for (let slot = (hash ^ (hash >>> 13)) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * STRIDE;
      if (entries[at + 2] === UNKNOWN || (entries[at] === a && entries[at + 1] === b)) return at;
    }
  }

  #store(at: number, a: number, b: number, state: number): void {
    if (this.#entries[at + 2] === UNKNOWN) {
      // Three of four slots may be taken.
      if (++this.#size * 4 > (this.#mask + 1) * 3) {
        this.#rebuild((this.#mask + 1) * 2, UNKNOWN);
        at = this.#find(a, b);
      }
      this.#entries[at] = a;
      this.#entries[at + 1] = b;
    }
    this.#entries[at + 2] = state;
  }

  /** Forgets all pairs in one state. */
  forget(state: number): void {
    const entries = this.#entries;
    let left = 0;
    for (let at = 2; at < entries.length; at += STRIDE) {
      if (entries[at] !== UNKNOWN && entries[at] !== state) left++;
    }
    this.#size = left;
    this.#rebuild(2 ** Math.ceil(Math.log2(Math.max(MIN_SLOTS, left * 2))), state);
  }

  #rebuild(slots: number, without: number): void {
    const before = this.#entries;
    this.#entries = new Uint32Array(STRIDE * slots);
    this.#mask = slots - 1;
    for (let from = 0; from < before.length; from += STRIDE) {
      const state = before[from + 2]!;
      if (state === UNKNOWN || state === without) continue;
      const at = this.#find(before[from]!, before[from + 1]!);
      this.#entries[at] = before[from]!;
      this.#entries[at + 1] = before[from + 1]!;
      this.#entries[at + 2] = state;
    }
  }
}
