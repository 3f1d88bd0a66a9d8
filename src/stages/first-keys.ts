import { KEY_WORDS } from "./key-parts.ts";

/**
 * Looks keys up by open addressing: for each, by position, the position of the first that is equal,
 * which is its own where there is none before it.
 */
export class FirstKeys {
  /** Positions plus one; 0 is a free place. */
  #slots = new Uint32Array(0);

  /** Of keys of `KEY_WORDS` each; `alike` may tell equal ones apart. */
  of(keys: Uint32Array, alike?: (a: number, b: number) => boolean): Uint32Array {
    const count = keys.length / KEY_WORDS;
    const size = 2 ** Math.ceil(Math.log2(count + 1) + 1);
    if (size > this.#slots.length) this.#slots = new Uint32Array(size);
    const slots = this.#slots;
    slots.fill(0, 0, size);
    const firsts = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      const high = keys[i * KEY_WORDS]!;
      const low = keys[i * KEY_WORDS + 1]!;
      let slot = low & (size - 1);
      let first = i;
      for (; slots[slot] !== 0; slot = (slot + 1) & (size - 1)) {
        const other = slots[slot]! - 1;
        const at = other * KEY_WORDS;
        if (keys[at + 1] !== low || keys[at] !== high || (alike && !alike(other, i))) continue;
        first = other;
        break;
      }
      if (first === i) slots[slot] = i + 1;
      firsts[i] = first;
    }
    return firsts;
  }
}
