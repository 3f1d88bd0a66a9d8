/** Words of an entry, side by side: the pair, and its number plus one. */
const STRIDE = 3;
const MIN_SLOTS = 1 << 12;

/**
 * Numbers pairs of u32 as they come and remembers which are similar; a hash map with open
 * addressing and linear probing.
 */
export class PairCache {
  #entries = new Uint32Array(STRIDE * MIN_SLOTS);
  #mask = MIN_SLOTS - 1;
  #similar = new Uint8Array(MIN_SLOTS);
  #size = 0;

  /** Pairs that have a number. */
  get size(): number {
    return this.#size;
  }

  /** The number of a pair; of a new one that is the size so far. */
  numberOf(a: number, b: number): number {
    const at = this.#find(a, b);
    const known = this.#entries[at + 2]!;
    return known > 0 ? known - 1 : this.#add(at, a, b);
  }

  /** Answers on the pairs from number `first` on. */
  settle(first: number, similar: Uint8Array): void {
    this.#similar.set(similar, first);
  }

  isSimilar(number: number): boolean {
    return this.#similar[number] === 1;
  }

  /** Where the entry of the pair is, or the free one where it would go. */
  #find(a: number, b: number): number {
    const entries = this.#entries;
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    for (let slot = (hash ^ (hash >>> 13)) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * STRIDE;
      if (entries[at + 2] === 0 || (entries[at] === a && entries[at + 1] === b)) return at;
    }
  }

  #add(at: number, a: number, b: number): number {
    // Three of four slots may be taken.
    if ((this.#size + 1) * 4 > (this.#mask + 1) * 3) {
      this.#rebuild((this.#mask + 1) * 2);
      at = this.#find(a, b);
    }
    this.#entries[at] = a;
    this.#entries[at + 1] = b;
    this.#entries[at + 2] = ++this.#size;
    return this.#size - 1;
  }

  #rebuild(slots: number): void {
    const before = this.#entries;
    this.#entries = new Uint32Array(STRIDE * slots);
    this.#mask = slots - 1;
    for (let from = 0; from < before.length; from += STRIDE) {
      if (before[from + 2] === 0) continue;
      const at = this.#find(before[from]!, before[from + 1]!);
      for (let k = 0; k < STRIDE; k++) this.#entries[at + k] = before[from + k]!;
    }
    const similar = this.#similar;
    this.#similar = new Uint8Array(slots);
    this.#similar.set(similar.subarray(0, this.#size));
  }

  /** Forgets all pairs that are not similar; the others get other numbers. */
  forgetDifferent(): void {
    const entries = this.#entries;
    let left = 0;
    for (let at = 2; at < entries.length; at += STRIDE) {
      const number = entries[at]!;
      entries[at] = number > 0 && this.#similar[number - 1] === 1 ? ++left : 0;
    }
    this.#size = left;
    this.#similar.fill(1, 0, left);
    this.#rebuild(2 ** Math.ceil(Math.log2(Math.max(MIN_SLOTS, left * 2))));
  }
}
