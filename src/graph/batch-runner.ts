import { OutOfMemoryError } from "../core/errors.ts";
import type { Device, Inputs, Outputs, Prepared, Residents } from "./device.ts";
import type { Graph } from "./graph.ts";
import { record } from "./recording.ts";
import type { Variables } from "./scalar.ts";

/** Sizes a recording must hold, by name: rows, words, pairs. */
export type Capacity = Readonly<Record<string, number>>;

interface Lane {
  capacity: Capacity | undefined;
  prepared: Prepared | undefined;
  busy: boolean;
}

/**
 * Runs one graph over many batches, a few in flight at a time, so that decoding, uploading,
 * computing and downloading of successive batches overlap. Each lane holds a recording prepared
 * for the largest batch it has seen; capacities grow by doubling, so few batches prepare anew.
 */
export class BatchRunner implements AsyncDisposable {
  readonly #device: Device;
  readonly #build: (capacity: Capacity) => Graph;
  readonly #lanes: Lane[];
  readonly #waiting: (() => void)[] = [];

  constructor(device: Device, build: (capacity: Capacity) => Graph, lanes = 3) {
    this.#device = device;
    this.#build = build;
    this.#lanes = Array.from({ length: lanes }, () => ({
      capacity: undefined,
      prepared: undefined,
      busy: false,
    }));
  }

  /**
   * Waits for a free lane, then runs the batch there. Where the memory does not hold another lane,
   * the lane is given up and the batch waits for one of the others; `OutOfMemoryError` means that
   * the batch does not fit a device that holds nothing else of this runner.
   */
  async run(
    need: Capacity,
    inputs: Inputs,
    variables: Variables,
    residents?: Residents,
  ): Promise<Outputs> {
    for (;;) {
      const lane = await this.#freeLane();
      try {
        if (!lane.prepared || !fits(need, lane.capacity!)) await this.#prepare(lane, need);
        return await lane.prepared!.run(inputs, variables, residents);
      } catch (error) {
        if (!(error instanceof OutOfMemoryError) || this.#lanes.length === 1) throw error;
        await lane.prepared?.[Symbol.asyncDispose]();
        this.#lanes.splice(this.#lanes.indexOf(lane), 1);
      } finally {
        lane.busy = false;
        this.#waiting.shift()?.();
      }
    }
  }

  /** Gives back the memory of the lanes that are idle; the next batches take it again. */
  async release(): Promise<void> {
    for (const lane of this.#lanes) {
      if (lane.busy) continue;
      const { prepared } = lane;
      lane.prepared = undefined;
      await prepared?.[Symbol.asyncDispose]();
    }
  }

  async #freeLane(): Promise<Lane> {
    for (;;) {
      const free = this.#lanes.find(({ busy }) => !busy);
      if (free) {
        free.busy = true;
        return free;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async #prepare(lane: Lane, need: Capacity): Promise<void> {
    await lane.prepared?.[Symbol.asyncDispose]();
    lane.prepared = undefined;
    const exact = sized(need, (size) => size);
    const rounded = sized(need, (size) => 2 ** Math.ceil(Math.log2(size)));
    for (const capacity of [rounded, exact]) {
      try {
        lane.prepared = await this.#device.prepare(record(this.#build(capacity)));
        lane.capacity = capacity;
        return;
      } catch (error) {
        if (!(error instanceof OutOfMemoryError) || capacity === exact) throw error;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { prepared } of this.#lanes) await prepared?.[Symbol.asyncDispose]();
  }
}

function sized(need: Capacity, size: (need: number) => number): Capacity {
  return Object.fromEntries(
    Object.entries(need).map(([name, value]) => [name, size(Math.max(1, value))]),
  );
}

function fits(need: Capacity, capacity: Capacity): boolean {
  return Object.entries(need).every(([name, size]) => size <= (capacity[name] ?? 0));
}
