import { OutOfMemoryError } from "./errors.ts";

/** Counts device bytes against a budget; the only way a backend may allocate. */
export class MemoryAccount {
  /** Most bytes that may be in use at once. */
  readonly budget: number;
  #used = 0;
  #peak = 0;
  /** Batches that did not fit and were run in parts. */
  splits = 0;

  constructor(budget: number) {
    this.budget = budget;
  }

  /** Bytes in use. */
  get used(): number {
    return this.#used;
  }

  /** Most bytes that were ever in use. */
  get peak(): number {
    return this.#peak;
  }

  /** Takes `byteLength` bytes, or throws `OutOfMemoryError` and takes none. */
  reserve(what: string, byteLength: number): void {
    const available = this.budget - this.#used;
    if (byteLength > available) {
      throw new OutOfMemoryError(what, byteLength, available, {
        rule: `the device memory budget is ${this.budget} bytes`,
        fix: "smaller batches, or a larger --memory-fraction",
      });
    }
    this.#used += byteLength;
    this.#peak = Math.max(this.#peak, this.#used);
  }

  release(byteLength: number): void {
    this.#used -= byteLength;
  }
}
