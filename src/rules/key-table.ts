import { KEY_WORDS } from "./keys.ts";

const LOAD = 0.7;
/** Bytes of a slot: a key and a number. */
const SLOT_BYTES = 4 * (KEY_WORDS + 1);

/** Keys with a number each, in open addressing; it doubles as it fills. */
export class KeyTable {
  size = 0;
  #keys: Uint32Array;
  /** One more than the number; 0 where the slot is free. */
  #numbers: Uint32Array;

  constructor(slots = 1 << 12) {
    this.#keys = new Uint32Array(slots * KEY_WORDS);
    this.#numbers = new Uint32Array(slots);
  }

  get byteLength(): number {
    return this.#numbers.length * SLOT_BYTES;
  }

  /** Whether one more key would make it double. */
  get full(): boolean {
    return this.size + 1 > this.#numbers.length * LOAD;
  }

  /** The number of the key at `at` of `keys`, or -1. */
  find(keys: Uint32Array, at: number): number {
    return this.#numbers[this.#slotOf(keys, at)]! - 1;
  }

  /** The number that the key has already, or -1: then it has got this one. */
  add(keys: Uint32Array, at: number, number: number): number {
    if (this.full) this.#double();
    const slot = this.#slotOf(keys, at);
    const found = this.#numbers[slot]!;
    if (found > 0) return found - 1;
    for (let i = 0; i < KEY_WORDS; i++) this.#keys[slot * KEY_WORDS + i] = keys[at + i]!;
    this.#numbers[slot] = number + 1;
    this.size++;
    return -1;
  }

  forEach(visit: (keys: Uint32Array, at: number, number: number) => void): void {
    this.#numbers.forEach((number, slot) => {
      if (number > 0) visit(this.#keys, slot * KEY_WORDS, number - 1);
    });
  }

  /** The slot with the key, or the free one where it belongs. */
  #slotOf(keys: Uint32Array, at: number): number {
    const mask = this.#numbers.length - 1;
    const own = this.#keys;
    let slot = mixed(keys, at) & mask;
    while (this.#numbers[slot]! > 0) {
      const base = slot * KEY_WORDS;
      let same = true;
      for (let i = 0; i < KEY_WORDS && same; i++) same = own[base + i] === keys[at + i];
      if (same) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #double(): void {
    const larger = new KeyTable(this.#numbers.length * 2);
    this.forEach((keys, at, number) => larger.add(keys, at, number));
    this.#keys = larger.#keys;
    this.#numbers = larger.#numbers;
  }
}

/** Keys of numbers are no hashes; neighbours must not fall together. */
export function mixed(keys: Uint32Array, at: number): number {
  let hash = 0;
  for (let i = 0; i < KEY_WORDS; i++) {
    hash = Math.imul(hash ^ keys[at + i]!, 0x9e37_79b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85eb_ca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
