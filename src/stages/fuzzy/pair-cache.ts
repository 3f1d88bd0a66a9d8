/** What is known of a pair of rows. */
export const UNKNOWN = 0;
export const PENDING = 1;
export const DIFFERENT = 2;
export const SIMILAR = 3;

/** A hash map from pairs of u32 to one of the states above; open addressing, linear probing. */
export class PairCache {
  #a = new Uint32Array(1 << 12);
  #b = new Uint32Array(1 << 12);
  #state = new Uint8Array(1 << 12);
  #size = 0;

  /** Pairs that are known. */
  get size(): number {
    return this.#size;
  }

  get(a: number, b: number): number {
    return this.#state[this.#find(a, b)]!;
  }

  set(a: number, b: number, state: number): void {
    let slot = this.#find(a, b);
    if (this.#state[slot] === UNKNOWN) {
      if ((this.#size + 1) * 2 > this.#state.length) {
        this.#grow();
        slot = this.#find(a, b);
      }
      this.#size++;
      this.#a[slot] = a;
      this.#b[slot] = b;
    }
    this.#state[slot] = state;
  }

  /** The slot that holds the pair, or the free one where it would go. */
  #find(a: number, b: number): number {
    const mask = this.#state.length - 1;
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    while (this.#state[slot] !== UNKNOWN && (this.#a[slot] !== a || this.#b[slot] !== b)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    this.#rebuild(this.#state.length * 2, UNKNOWN);
  }

  /** Forgets all pairs in one state. */
  forget(state: number): void {
    let left = 0;
    for (const value of this.#state) if (value !== UNKNOWN && value !== state) left++;
    this.#rebuild(2 ** Math.ceil(Math.log2(Math.max(1 << 12, left * 4))), state);
  }

  #rebuild(length: number, without: number): void {
    const [a, b, state] = [this.#a, this.#b, this.#state];
    this.#a = new Uint32Array(length);
    this.#b = new Uint32Array(length);
    this.#state = new Uint8Array(length);
    this.#size = 0;
    state.forEach((value, slot) => {
      if (value === UNKNOWN || value === without) return;
      const to = this.#find(a[slot]!, b[slot]!);
      this.#a[to] = a[slot]!;
      this.#b[to] = b[slot]!;
      this.#state[to] = value;
      this.#size++;
    });
  }
}
