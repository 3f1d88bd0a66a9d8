import type { KernelTime } from "../../graph/device.ts";
import type { CudaDriver, Handle } from "./driver.ts";

/** The events before and after a kernel. */
export interface EventPair {
  readonly from: Handle;
  readonly to: Handle;
}

/** Times the kernels of a recording by the device's clock. */
export class EventTimer {
  readonly #driver: CudaDriver;
  readonly #pairs: (EventPair & { readonly kernel: string })[] = [];

  constructor(driver: CudaDriver) {
    this.#driver = driver;
  }

  /** Events for the next kernel of the recording. */
  pair(kernel: string): EventPair {
    const event = (): Handle => this.#driver.handle("cuEventCreate", 0);
    const pair = { kernel, from: event(), to: event() };
    this.#pairs.push(pair);
    return pair;
  }

  /** The times of a run that is done. */
  times(): KernelTime[] {
    return this.#pairs.map(({ kernel, from, to }) => {
      const milliseconds = this.#driver.number("cuEventElapsedTime", from, to);
      return { kernel, seconds: milliseconds / 1000 };
    });
  }

  destroy(): void {
    for (const { from, to } of this.#pairs.splice(0)) {
      this.#driver.release("cuEventDestroy", from);
      this.#driver.release("cuEventDestroy", to);
    }
  }
}
