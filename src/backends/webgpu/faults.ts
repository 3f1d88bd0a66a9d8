import { DeviceLostError, KernelError } from "../../core/errors.ts";

// A promise may reject before the device says that it is lost: how long to wait for that word.
const GRACE_MS = 200;

/**
 * What a device owes us and what may go wrong with it between calls. Every promise of the API
 * passes through `settle`: no process may end while one is open (Dawn aborts it), and a lost
 * device must reject them all.
 */
export class Faults {
  readonly #device: GPUDevice;
  readonly #owed = new Set<Promise<unknown>>();
  readonly #waiting = new Set<(reason: DeviceLostError) => void>();
  #lost: DeviceLostError | undefined;
  #stray: KernelError | undefined;
  #closing = false;

  constructor(device: GPUDevice, name: string) {
    this.#device = device;
    device.addEventListener("uncapturederror", (event) => {
      // Without this, Dawn prints the error on stdout, among the data.
      event.preventDefault();
      this.#stray ??= new KernelError("unknown", `The device reports: ${event.error.message}`, {
        where: name,
        cause: event.error,
      });
    });
    void device.lost.then(({ reason, message }) => {
      if (this.#closing) return;
      this.#lost = new DeviceLostError(`The device ${name} is lost (${reason}): ${message}`, {
        where: name,
        rule: "a lost device takes all its buffers with it",
        fix: "open a new device and continue from the last checkpoint",
      });
      for (const reject of this.#waiting) reject(this.#lost);
      this.#waiting.clear();
    });
  }

  /** Throws the loss of the device, or the error that came outside every error scope. */
  check(): void {
    const stray = this.#stray;
    this.#stray = undefined;
    const fault = this.#lost ?? stray;
    if (fault) throw fault;
  }

  /** Waits for one of the device's promises; rejects as soon as the device is lost. */
  settle<T>(promise: Promise<T>): Promise<T> {
    const outcome = this.#outcome(promise);
    const over = (): void => void this.#owed.delete(outcome);
    this.#owed.add(outcome);
    outcome.then(over, over);
    const settled = new Promise<T>((resolve, reject) => {
      const forget = (): void => void this.#waiting.delete(reject);
      this.#waiting.add(reject);
      outcome.then(resolve, reject).then(forget, forget);
      if (this.#lost) reject(this.#lost);
    });
    // A caller that already failed on another promise does not come back for this one.
    settled.catch(() => {});
    return settled;
  }

  async #outcome<T>(promise: Promise<T>): Promise<T> {
    try {
      return await promise;
    } catch (error) {
      const grace = new Promise((resolve) => setTimeout(resolve, GRACE_MS));
      if (!this.#lost) await Promise.race([this.#device.lost, grace]);
      throw this.#lost ?? error;
    }
  }

  /** Waits until the device owes nothing. */
  async drain(): Promise<void> {
    while (this.#owed.size > 0) await Promise.allSettled(this.#owed);
    await this.#device.queue.onSubmittedWorkDone();
  }

  /** Destroys the device, on purpose. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#device.destroy();
    await this.#device.lost;
  }
}
