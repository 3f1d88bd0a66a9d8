import type { CudaDriver, Handle } from "./driver.ts";

/** Host memory that the device reads and writes by itself, while the host goes on. */
export class PinnedMemory {
  readonly #driver: CudaDriver;
  #pointer: Handle | undefined;
  #bytes = new Uint8Array(0);

  constructor(driver: CudaDriver) {
    this.#driver = driver;
  }

  /** At least so many bytes; what they held before may be lost. */
  reserve(byteLength: number): { readonly pointer: Handle; readonly bytes: Uint8Array } {
    if (!this.#pointer || this.#bytes.length < byteLength) {
      this.free();
      const size = Math.max(1 << 12, byteLength + (byteLength >> 2));
      this.#pointer = this.#driver.handle("cuMemHostAlloc", size, 0);
      this.#bytes = new Uint8Array(this.#driver.koffi.view(this.#pointer, size));
    }
    return { pointer: this.#pointer, bytes: this.#bytes };
  }

  free(): void {
    if (this.#pointer) this.#driver.release("cuMemFreeHost", this.#pointer);
    this.#pointer = undefined;
    this.#bytes = new Uint8Array(0);
  }
}
