import type { Scratch } from "./stage.ts";

/** 64-bit keys in two halves, and what each one stands for. */
export interface Keys {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
  readonly rows: Uint32Array;
}

/** Keys that a part gathers before they are put aside, at most and at least. */
const BLOCK_KEYS = 2 ** 16;
const LEAST_KEYS = 2 ** 8;
/** Keys that all parts together gather. */
const GATHERED_KEYS = 2 ** 21;

interface Part {
  /** Three words a key: hi, lo, row. */
  block: Uint32Array;
  filled: number;
  readonly put: { readonly id: number; readonly keys: number }[];
  keys: number;
}

/** Deals keys by their leading bits into parts, whose keys stay in the order they came in. */
export class KeyParts {
  readonly #parts: Part[];
  readonly #shift: number;
  readonly #scratch: Scratch;
  readonly #blockKeys: number;

  constructor(bits: number, scratch: Scratch) {
    this.#shift = 32 - bits;
    this.#scratch = scratch;
    this.#blockKeys = Math.max(LEAST_KEYS, Math.min(BLOCK_KEYS, GATHERED_KEYS >> bits));
    this.#parts = Array.from({ length: 2 ** bits }, () => ({
      block: new Uint32Array(0),
      filled: 0,
      put: [],
      keys: 0,
    }));
  }

  get length(): number {
    return this.#parts.length;
  }

  async add({ hi, lo, rows }: Keys): Promise<void> {
    const shift = this.#shift;
    for (let i = 0; i < rows.length; i++) {
      // A shift by 32 is none: where there is one part, its number must not be the key.
      const part = this.#parts[shift === 32 ? 0 : hi[i]! >>> shift]!;
      if (part.filled === part.block.length) await this.#makeRoom(part);
      const { block, filled } = part;
      block[filled] = hi[i]!;
      block[filled + 1] = lo[i]!;
      block[filled + 2] = rows[i]!;
      part.filled = filled + 3;
      part.keys++;
    }
  }

  /** A part's block grows to its full size; then it goes and starts anew. */
  async #makeRoom(part: Part): Promise<void> {
    const { block } = part;
    if (block.length < this.#blockKeys * 3) {
      const keys = Math.min(this.#blockKeys, Math.max(LEAST_KEYS, (block.length / 3) * 2));
      part.block = new Uint32Array(keys * 3);
      part.block.set(block);
      return;
    }
    part.put.push({ id: await this.#scratch.put(block), keys: block.length / 3 });
    part.filled = 0;
  }

  /** The keys of a part, once. */
  take(number: number): Keys {
    const part = this.#parts[number]!;
    const keys = {
      hi: new Uint32Array(part.keys),
      lo: new Uint32Array(part.keys),
      rows: new Uint32Array(part.keys),
    };
    let next = 0;
    const unpack = (block: Uint32Array, count: number): void => {
      for (let i = 0; i < count; i++, next++) {
        keys.hi[next] = block[i * 3]!;
        keys.lo[next] = block[i * 3 + 1]!;
        keys.rows[next] = block[i * 3 + 2]!;
      }
    };
    const room = new Uint32Array(part.put.length > 0 ? this.#blockKeys * 3 : 0);
    for (const { id, keys: count } of part.put) {
      this.#scratch.take(id, room);
      unpack(room, count);
    }
    unpack(part.block, part.filled / 3);
    part.block = new Uint32Array(0);
    return keys;
  }
}
