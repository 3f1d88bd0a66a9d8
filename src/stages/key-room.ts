import { firstKeys, type Keys } from "./repeated-keys.ts";

/** Room for keys that is used again and again: memory that is new each time is to be collected. */
export class KeyRoom {
  #keys: Keys = roomFor(0);

  /** Room for so many keys, in place of those before. */
  of(count: number): Keys {
    if (count > this.#keys.rows.length) this.#keys = roomFor(count);
    return firstKeys(this.#keys, count);
  }
}

function roomFor(count: number): Keys {
  const words = (): Uint32Array => new Uint32Array(count);
  return { hi: words(), lo: words(), rows: words() };
}
