import type { HostArray } from "../../core/kernel.ts";
import type { KernelTime } from "../../graph/device.ts";
import type { Context } from "./context.ts";
import type { Wanted } from "./download.ts";
import { free } from "./pool.ts";

/** Most queries of one set, by the standard. */
const QUERIES_PER_SET = 4096;
const DISPATCHES_PER_SET = QUERIES_PER_SET / 2;

/** Begin and end of each dispatch of a run, on the device's clock. */
export class Timestamps {
  readonly #device: GPUDevice;
  readonly #sets: GPUQuerySet[] = [];
  readonly #resolved: GPUBuffer;

  constructor({ device }: Context, label: string, dispatches: number) {
    this.#device = device;
    for (let left = dispatches; left > 0; left -= DISPATCHES_PER_SET) {
      const count = 2 * Math.min(left, DISPATCHES_PER_SET);
      this.#sets.push(
        device.createQuerySet({ label: `times of ${label}`, type: "timestamp", count }),
      );
    }
    this.#resolved = device.createBuffer({
      label: `times of ${label}`,
      size: Math.max(1, this.#sets.length) * QUERIES_PER_SET * 8,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
  }

  /** What the pass of the `index`-th dispatch of a run must write. */
  writes(index: number): GPUComputePassTimestampWrites {
    const first = 2 * (index % DISPATCHES_PER_SET);
    return {
      querySet: this.#sets[Math.floor(index / DISPATCHES_PER_SET)]!,
      beginningOfPassWriteIndex: first,
      endOfPassWriteIndex: first + 1,
    };
  }

  /** Makes the times of the first `count` dispatches readable. */
  resolve(encoder: GPUCommandEncoder, count: number): void {
    this.#sets.forEach((set, i) => {
      const queries = 2 * Math.min(count - i * DISPATCHES_PER_SET, DISPATCHES_PER_SET);
      if (queries > 0)
        encoder.resolveQuerySet(set, 0, queries, this.#resolved, i * QUERIES_PER_SET * 8);
    });
  }

  /** The resolved times of the first `count` dispatches, to be downloaded. */
  wanted(count: number): Wanted {
    return { from: this.#resolved, element: "u32", length: count * 4 };
  }

  destroy(): void {
    for (const set of this.#sets) set.destroy();
    this.#resolved.destroy();
    free(this.#device);
  }
}

/** Seconds of each kernel from its begin and end, in nanoseconds as two words each. */
export function kernelTimes(kernels: readonly string[], words: HostArray): KernelTime[] {
  // High and low words apart: the clock itself may not fit a double.
  const elapsed = (first: number): number =>
    (words[first + 3]! - words[first + 1]!) * 2 ** 32 + words[first + 2]! - words[first]!;
  return kernels.map((kernel, i) => ({
    kernel,
    // A device may reset its clock between the two.
    seconds: Math.max(0, elapsed(4 * i)) / 1e9,
  }));
}
