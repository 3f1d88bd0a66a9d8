import type { KernelTime } from "../../graph/device.ts";
import type { CudaDriver, Handle } from "./driver.ts";

interface Pair {
  readonly from: Handle;
  readonly to: Handle;
}

/** Times kernels by the device's clock: an event before and after each. */
export class EventTimer {
  readonly #driver: CudaDriver;
  readonly #pairs: Pair[] = [];
  #kernels: string[] = [];

  constructor(driver: CudaDriver) {
    this.#driver = driver;
  }

  /** Forgets the run before. */
  start(): void {
    this.#kernels = [];
  }

  around(kernel: string, stream: Handle, launch: () => void): void {
    const event = (): Handle => this.#driver.handle("cuEventCreate", 0);
    const pair = (this.#pairs[this.#kernels.length] ??= { from: event(), to: event() });
    this.#driver.call("cuEventRecord", pair.from, stream);
    launch();
    this.#driver.call("cuEventRecord", pair.to, stream);
    this.#kernels.push(kernel);
  }

  /** The times of a run that is done. */
  times(): KernelTime[] {
    return this.#kernels.map((kernel, i) => {
      const { from, to } = this.#pairs[i]!;
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
