import { OutOfMemoryError } from "../../core/errors.ts";
import type { MemoryAccount } from "../../core/memory.ts";
import type { CudaDriver, DevicePointer } from "./driver.ts";

/** Device memory on loan, in the order it was asked for. */
export interface Lease {
  readonly pointers: readonly DevicePointer[];
  release(): void;
}

/**
 * Device memory within the byte budget. What is given back waits for the next loan of its size, and
 * goes when something else needs the room: allocating and freeing make the device wait.
 */
export class DeviceMemory {
  readonly #driver: CudaDriver;
  readonly #account: MemoryAccount;
  /** In the order it came back; the oldest goes first. */
  #idle: { readonly pointer: DevicePointer; readonly byteLength: number }[] = [];
  #idleBytes = 0;

  constructor(driver: CudaDriver, account: MemoryAccount) {
    this.#driver = driver;
    this.#account = account;
  }

  /** Lends memory for buffers of these sizes, all or none. */
  lease(what: string, sizes: readonly number[]): Lease {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    this.#account.reserve(what, total);
    const taken: { pointer: DevicePointer; byteLength: number }[] = [];
    const release = (): void => {
      this.#account.release(total);
      for (const one of taken.splice(0)) {
        this.#idle.push(one);
        this.#idleBytes += one.byteLength;
      }
      this.#shrink(this.#room);
    };
    try {
      for (const byteLength of sizes) taken.push({ pointer: this.#take(byteLength), byteLength });
    } catch (error) {
      release();
      this.#shrink(0);
      if (!(error instanceof OutOfMemoryError)) throw error;
      throw new OutOfMemoryError(what, total, this.#account.budget - this.#account.used, {
        rule: "the device has no such room, whatever the budget says",
        fix: "smaller batches, or a smaller --memory-fraction",
        cause: error,
      });
    }
    return { pointers: taken.map(({ pointer }) => pointer), release };
  }

  get #room(): number {
    return this.#account.budget - this.#account.used;
  }

  #take(byteLength: number): DevicePointer {
    const at = this.#idle.findLastIndex((one) => one.byteLength === byteLength);
    if (at >= 0) {
      this.#idleBytes -= byteLength;
      return this.#idle.splice(at, 1)[0]!.pointer;
    }
    this.#shrink(this.#room);
    return this.#driver.pointer("cuMemAlloc", byteLength);
  }

  /** Frees what waits, oldest first, until it takes no more than `room` bytes. */
  #shrink(room: number): void {
    while (this.#idleBytes > room) {
      const { pointer, byteLength } = this.#idle.shift()!;
      this.#idleBytes -= byteLength;
      this.#driver.release("cuMemFree", pointer);
    }
  }

  free(): void {
    this.#shrink(0);
  }
}
