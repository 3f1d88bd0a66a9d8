import { largeWords } from "../core/large-bytes.ts";
import type { Scratch } from "./stage.ts";

/** Words of a key among others: its two halves, and what it stands for. */
export const KEY_WORDS = 3;
/** Keys that a part gathers before they are put aside, at most and at least. */
const BLOCK_KEYS = 2 ** 16;
const LEAST_KEYS = 2 ** 8;
/** Keys that all parts together gather. */
const GATHERED_KEYS = 2 ** 21;

interface Part {
  block: Uint32Array;
  filled: number;
  /** Its blocks that are put aside. */
  readonly put: number[];
}

/** Deals keys by their leading bits into parts, whose keys stay in the order they came in. */
export class KeyParts {
  readonly #parts: Part[];
  readonly #shift: number;
  readonly #scratch: Scratch;
  readonly #blockKeys: number;

  /** `expected` keys are dealt to 2^`bits` parts, about. */
  constructor(bits: number, expected: number, scratch: Scratch) {
    this.#shift = 32 - bits;
    this.#scratch = scratch;
    this.#blockKeys = Math.max(LEAST_KEYS, Math.min(BLOCK_KEYS, GATHERED_KEYS >> bits));
    // Of random keys a part has a little more or less than its share.
    const share = Math.min(this.#blockKeys, Math.ceil(1.05 * (expected / 2 ** bits)) + 64);
    this.#parts = Array.from({ length: 2 ** bits }, () => ({
      block: largeWords(share * KEY_WORDS),
      filled: 0,
      put: [],
    }));
  }

  get length(): number {
    return this.#parts.length;
  }

  /** Adds a key; what is returned is to be awaited before the next one. */
  add(hi: number, lo: number, row: number): Promise<void> | undefined {
    // A shift by 32 is none: where there is one part, its number must not be the key.
    const part = this.#parts[this.#shift === 32 ? 0 : hi >>> this.#shift]!;
    if (part.filled === part.block.length) {
      if (part.filled === this.#blockKeys * KEY_WORDS) return this.#putAside(part, hi, lo, row);
      this.#grow(part);
    }
    const { block, filled } = part;
    block[filled] = hi;
    block[filled + 1] = lo;
    block[filled + 2] = row;
    part.filled = filled + KEY_WORDS;
    return undefined;
  }

  #grow(part: Part): void {
    const { block } = part;
    const keys = Math.max(LEAST_KEYS, (block.length / KEY_WORDS) * 2);
    part.block = largeWords(Math.min(this.#blockKeys, keys) * KEY_WORDS);
    part.block.set(block);
  }

  /** A block of full size goes, and starts anew with a key. */
  async #putAside(part: Part, hi: number, lo: number, row: number): Promise<void> {
    part.put.push(await this.#scratch.put(part.block));
    part.block.set([hi, lo, row]);
    part.filled = KEY_WORDS;
  }

  /** The keys of a part, `KEY_WORDS` each, once. */
  take(number: number): Uint32Array {
    const part = this.#parts[number]!;
    const { block, put, filled } = part;
    part.block = none;
    if (put.length === 0) return block.subarray(0, filled);
    const blockWords = this.#blockKeys * KEY_WORDS;
    const keys = new Uint32Array(put.length * blockWords + filled);
    put.forEach((id, i) =>
      this.#scratch.take(id, keys.subarray(i * blockWords, (i + 1) * blockWords)),
    );
    keys.set(block.subarray(0, filled), put.length * blockWords);
    return keys;
  }
}

const none = new Uint32Array(0);
