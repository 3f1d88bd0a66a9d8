import { OutOfMemoryError } from "../../core/errors.ts";
import { Allocator } from "./allocator.ts";

const PAGE_BYTES = 2 ** 16;
const MAX_PAGES = 2 ** 16;
/** Growing tells every thread; it is done in steps of at least this. */
const GROWTH_PAGES = 64;
const ALIGNMENT = 64;
/** Twins may read this far past the end of a buffer. */
const PADDING_BYTES = 64;

/** Bytes of the heap, padding included. */
export interface Range {
  readonly offset: number;
  readonly byteLength: number;
  /** Bytes from `offset` on that were in use before; those behind them are zero. */
  readonly usedBytes: number;
}

/** One shared linear memory, grown on demand, that host and threads allocate from and work in. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  readonly #allocator = new Allocator();
  readonly #maxPages: number;
  #pages = 1;
  /** Where the bytes begin that nothing has been in yet. */
  #unused = 0;

  constructor() {
    [this.memory, this.#maxPages] = reserveAddresses();
    // Address 0 stays unused, so that a null pointer is never a buffer.
    this.#allocator.give(ALIGNMENT, PAGE_BYTES - ALIGNMENT);
  }

  get byteLength(): number {
    return this.#pages * PAGE_BYTES;
  }

  get maxByteLength(): number {
    return this.#maxPages * PAGE_BYTES;
  }

  /**
   * All bytes there are now. Views made from it stay valid after growth: a shared memory never
   * moves, its buffer is only replaced by a longer one.
   */
  get buffer(): ArrayBufferLike {
    return this.memory.buffer;
  }

  allocate(what: string, byteLength: number): Range {
    const padded = Math.ceil((byteLength + PADDING_BYTES) / ALIGNMENT) * ALIGNMENT;
    let offset = this.#allocator.take(padded);
    if (offset === undefined) {
      this.#grow(what, padded);
      offset = this.#allocator.take(padded)!;
    }
    const usedBytes = Math.max(0, Math.min(padded, this.#unused - offset));
    this.#unused = Math.max(this.#unused, offset + padded);
    return { offset, byteLength: padded, usedBytes };
  }

  free(range: Range): void {
    this.#allocator.give(range.offset, range.byteLength);
  }

  #grow(what: string, byteLength: number): void {
    const missing = byteLength - this.#allocator.freeBefore(this.byteLength);
    const needed = Math.ceil(missing / PAGE_BYTES);
    const room = this.#maxPages - this.#pages;
    const pages = Math.min(Math.max(needed, GROWTH_PAGES), room);
    try {
      if (needed > room) throw new RangeError("the address space of WebAssembly ends");
      this.memory.grow(pages);
    } catch (cause) {
      throw new OutOfMemoryError(what, byteLength, room * PAGE_BYTES, {
        rule: `WebAssembly addresses ${this.maxByteLength} bytes here`,
        fix: "smaller batches, or a device with more memory",
        cause,
      });
    }
    this.#allocator.give(this.byteLength, pages * PAGE_BYTES);
    this.#pages += pages;
  }
}

/** The largest shared memory that this engine agrees to reserve addresses for; 4 GiB if it can. */
function reserveAddresses(): [memory: WebAssembly.Memory, maxPages: number] {
  for (let maximum = MAX_PAGES; ; maximum /= 2) {
    try {
      return [new WebAssembly.Memory({ initial: 1, maximum, shared: true }), maximum];
    } catch (error) {
      if (maximum < GROWTH_PAGES) throw error;
    }
  }
}
