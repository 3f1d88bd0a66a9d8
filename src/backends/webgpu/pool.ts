import type { Context } from "./context.ts";
import { inspected } from "./context.ts";

/** Buffers on loan from the pool, in the order they were asked for. */
export interface Lease {
  readonly buffers: readonly GPUBuffer[];
  /** Gives them back; whatever was submitted before still sees them. */
  release(): void;
}

interface Request {
  readonly label: string;
  readonly byteLength: number;
}

const STEPS_PER_DOUBLING = 8;

/** Rounds up to one of eight sizes per doubling, so that buffers of nearly one size are reused. */
export function sizeClass(byteLength: number): number {
  const step = Math.max(256, 2 ** Math.floor(Math.log2(byteLength)) / STEPS_PER_DOUBLING);
  return Math.ceil(byteLength / step) * step;
}

/**
 * Storage buffers within the byte budget. Loans count against the account; buffers that wait for
 * the next loan fill at most what the loans leave, and go when something else needs the room.
 */
export class BufferPool {
  readonly #context: Context;
  /** In the order they came back; the oldest goes first. */
  #idle: GPUBuffer[] = [];
  #idleBytes = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Lends zeroed buffers, all or none. */
  async lease(what: string, requests: readonly Request[]): Promise<Lease> {
    const { memory } = this.#context;
    const rounded = requests.map(({ byteLength }) => sizeClass(byteLength));
    const exact = requests.map(({ byteLength }) => byteLength);
    // A recording that just fits the budget must not fail for the sake of reuse.
    const sizes = sum(rounded) <= memory.budget - memory.used ? rounded : exact;
    const total = sum(sizes);
    memory.reserve(what, total);
    const buffers: GPUBuffer[] = [];
    const release = (): void => {
      memory.release(total);
      for (const buffer of buffers.splice(0)) {
        this.#idle.push(buffer);
        this.#idleBytes += buffer.size;
      }
      this.#shrink(memory.budget - memory.used);
    };
    try {
      await this.#fill(what, requests, sizes, buffers);
    } catch (error) {
      for (const buffer of buffers.splice(0)) buffer.destroy();
      memory.release(total);
      // The device may be fuller than the budget says: whoever tries again gets what we can spare.
      this.#shrink(0);
      throw error;
    }
    return { buffers: [...buffers], release };
  }

  async #fill(
    what: string,
    requests: readonly Request[],
    sizes: readonly number[],
    buffers: GPUBuffer[],
  ): Promise<void> {
    const { device, memory } = this.#context;
    const reused = sizes.map((size) => this.#take(size));
    this.#shrink(memory.budget - memory.used);
    await inspected(this.#context, { what, byteLength: sum(sizes) }, () => {
      const encoder = device.createCommandEncoder({ label: `zeros for ${what}` });
      sizes.forEach((size, i) => {
        const buffer = reused[i] ?? this.#create(requests[i]!.label, size);
        buffers.push(buffer);
        if (reused[i]) {
          buffer.label = requests[i]!.label;
          encoder.clearBuffer(buffer);
        }
      });
      device.queue.submit([encoder.finish()]);
    });
  }

  #create(label: string, size: number): GPUBuffer {
    return this.#context.device.createBuffer({
      label,
      size,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
  }

  #take(size: number): GPUBuffer | undefined {
    const index = this.#idle.findLastIndex((buffer) => buffer.size === size);
    if (index < 0) return undefined;
    this.#idleBytes -= size;
    return this.#idle.splice(index, 1)[0];
  }

  /** Destroys idle buffers, oldest first, until they take no more than `room` bytes. */
  #shrink(room: number): void {
    if (this.#idleBytes <= room && room > 0) return;
    while (this.#idleBytes > room) {
      const buffer = this.#idle.shift()!;
      this.#idleBytes -= buffer.size;
      buffer.destroy();
    }
    free(this.#context.device);
  }

  destroy(): void {
    this.#shrink(0);
  }
}

/** Lets the device free what was destroyed: it does so when a later submit completes. */
export function free(device: GPUDevice): void {
  device.queue.submit([]);
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
