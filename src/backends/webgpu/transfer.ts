import type { Context } from "./context.ts";
import { inspect } from "./context.ts";
import { free } from "./pool.ts";

/** Largest piece that moves between host and device at once. */
export const PIECE_BYTES = 16 * 2 ** 20;
const SMALLEST_BYTES = 64 * 2 ** 10;
const MOST_BUFFERS = 4;

/**
 * A few mappable buffers that take turns: fresh ones cost page faults, and every transfer of the
 * device together must not take more than a fixed amount of host memory.
 */
export class TransferRing {
  readonly #context: Context;
  readonly #direction: "upload" | "download";
  readonly #all = new Set<GPUBuffer>();
  readonly #idle: GPUBuffer[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(context: Context, direction: "upload" | "download") {
    this.#context = context;
    this.#direction = direction;
  }

  /** A buffer of at least `byteLength` bytes: mapped for an upload, unmapped for a download. */
  async take(byteLength: number): Promise<GPUBuffer> {
    for (;;) {
      const fits = this.#idle.filter(({ size }) => size >= byteLength);
      const best = fits.toSorted((a, b) => a.size - b.size)[0];
      if (best) {
        this.#idle.splice(this.#idle.indexOf(best), 1);
        return best;
      }
      if (this.#all.size === MOST_BUFFERS && this.#idle.length > 0) this.drop(this.#idle.shift()!);
      if (this.#all.size < MOST_BUFFERS) return await this.#create(byteLength);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async #create(byteLength: number): Promise<GPUBuffer> {
    const upload = this.#direction === "upload";
    const size = Math.max(SMALLEST_BYTES, 2 ** Math.ceil(Math.log2(byteLength)));
    const label = `${this.#direction} ${this.#all.size}`;
    const subject = { what: `the ${this.#direction} buffer`, byteLength: size };
    const usage = upload
      ? GPUBufferUsage.MAP_WRITE | GPUBufferUsage.COPY_SRC
      : GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const { value: buffer, verdict } = inspect(this.#context, subject, () =>
      this.#context.device.createBuffer({ label, size, usage, mappedAtCreation: upload }),
    );
    this.#all.add(buffer);
    try {
      await verdict;
    } catch (error) {
      this.drop(buffer);
      throw error;
    }
    return buffer;
  }

  give(buffer: GPUBuffer): void {
    this.#idle.push(buffer);
    this.#waiting.shift()?.();
  }

  /** Takes a buffer in an unknown state out of the ring. */
  drop(buffer: GPUBuffer): void {
    this.#all.delete(buffer);
    buffer.destroy();
    free(this.#context.device);
    this.#waiting.shift()?.();
  }

  destroy(): void {
    for (const buffer of this.#all) buffer.destroy();
    this.#all.clear();
    this.#idle.length = 0;
    free(this.#context.device);
  }
}
