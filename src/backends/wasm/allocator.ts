interface Block {
  offset: number;
  byteLength: number;
}

/** Hands out byte ranges of one address range; free neighbours are always one block. */
export class Allocator {
  /** Sorted by offset, no two adjacent. */
  readonly #free: Block[] = [];

  /** The free range that fits most tightly, or nothing when none is long enough. */
  take(byteLength: number): number | undefined {
    let best: Block | undefined;
    for (const block of this.#free) {
      if (block.byteLength < byteLength) continue;
      if (!best || block.byteLength < best.byteLength) best = block;
    }
    if (!best) return undefined;
    const { offset } = best;
    best.offset += byteLength;
    best.byteLength -= byteLength;
    if (best.byteLength === 0) this.#free.splice(this.#free.indexOf(best), 1);
    return offset;
  }

  /** Gives a range back, or adds a new one. */
  give(offset: number, byteLength: number): void {
    const next = this.#free.findIndex((block) => block.offset > offset);
    const at = next < 0 ? this.#free.length : next;
    const before = this.#free[at - 1];
    const after = this.#free[at];
    const joinsBefore = before && before.offset + before.byteLength === offset;
    const joinsAfter = after && offset + byteLength === after.offset;
    if (joinsBefore) {
      before.byteLength += byteLength + (joinsAfter ? after.byteLength : 0);
      if (joinsAfter) this.#free.splice(at, 1);
    } else if (joinsAfter) {
      after.offset = offset;
      after.byteLength += byteLength;
    } else {
      this.#free.splice(at, 0, { offset, byteLength });
    }
  }

  /** Length of the free block that ends at `end`. */
  freeBefore(end: number): number {
    const last = this.#free.at(-1);
    return last && last.offset + last.byteLength === end ? last.byteLength : 0;
  }

  get blocks(): readonly Readonly<Block>[] {
    return this.#free;
  }
}
