import { assert } from "../../core/assert.ts";
import { DeviceLostError } from "../../core/errors.ts";
import type { ElementType, HostArray, Kernel } from "../../core/kernel.ts";
import { hostArray } from "../../core/kernel.ts";
import { Work } from "../../core/work.ts";
import type { Inputs, KernelTime, Outputs, Prepared } from "../../graph/device.ts";
import type { Ref } from "../../graph/graph.ts";
import type { Recording } from "../../graph/recording.ts";
import type { Variables } from "../../graph/scalar.ts";
import { resolve } from "../../graph/scalar.ts";
import type { Context } from "./context.ts";
import type { DevicePointer, Handle } from "./driver.ts";
import { EventTimer } from "./event-timer.ts";
import { launch } from "./launch.ts";
import type { Lease } from "./memory.ts";
import { PinnedMemory } from "./pinned.ts";
import { canBeGraph, launchOf, ReplayGraph } from "./replay-graph.ts";
import { type Step, stepsOf } from "./steps.ts";
import { finished } from "./wait.ts";

const NON_BLOCKING = 1;
/** Alignment of each array in pinned memory. */
const ALIGNMENT = 256;

interface Wanted {
  readonly name: string;
  readonly element: ElementType;
  readonly length: number;
  /** Where it is in pinned memory, in bytes. */
  readonly at: number;
}

/** A recording on a stream of its own, so that several overlap their copies and their kernels. */
export class CudaReplay implements Prepared {
  readonly #context: Context;
  readonly #recording: Recording;
  readonly #functions: ReadonlyMap<Kernel, Handle>;
  readonly #lease: Lease;
  readonly #stream: Handle;
  readonly #timer: EventTimer;
  readonly #up: PinnedMemory;
  readonly #down: PinnedMemory;
  readonly #work: Work;
  readonly #steps: readonly Step[];
  #graph: ReplayGraph | undefined;
  #hasRun = false;
  #times: readonly KernelTime[] = [];

  private constructor(
    context: Context,
    recording: Recording,
    functions: ReadonlyMap<Kernel, Handle>,
    lease: Lease,
  ) {
    const { driver } = context;
    this.#context = context;
    this.#recording = recording;
    this.#functions = functions;
    this.#lease = lease;
    this.#stream = driver.handle("cuStreamCreate", NON_BLOCKING);
    this.#timer = new EventTimer(driver);
    this.#steps = stepsOf(recording, lease.pointers, functions, this.#timer);
    this.#up = new PinnedMemory(driver);
    this.#down = new PinnedMemory(driver);
    this.#work = new Work(`recording ${recording.label}`);
  }

  static async prepare(context: Context, recording: Recording): Promise<CudaReplay> {
    const functions = new Map<Kernel, Handle>();
    for (const command of recording.commands) {
      if (command.kind !== "dispatch" || functions.has(command.kernel)) continue;
      functions.set(command.kernel, await context.modules.functionOf(command.kernel));
    }
    const sizes = recording.slots.map(({ byteLength }) => byteLength);
    const lease = context.memory.lease(`recording ${recording.label}`, sizes);
    const replay = new CudaReplay(context, recording, functions, lease);
    try {
      await replay.#load();
      return replay;
    } catch (error) {
      await replay[Symbol.asyncDispose]();
      throw error;
    }
  }

  get kernelTimes(): readonly KernelTime[] {
    return this.#times;
  }

  /** Zeroes the slots, and fills those that stay the same from run to run. */
  async #load(): Promise<void> {
    const { driver } = this.#context;
    this.#recording.slots.forEach(({ byteLength }, i) => {
      const pointer = this.#lease.pointers[i]!;
      driver.call("cuMemsetD8Async", pointer, 0, byteLength, this.#stream);
    });
    this.#upload(this.#recording.constants.map(({ to, data }) => [to, data] as const));
    await finished(driver, this.#stream);
  }

  async run(inputs: Inputs, variables: Variables = {}): Promise<Outputs> {
    const { label } = this.#recording;
    assert(!this.#work.busy, `recording ${label} is run before its last run ended`);
    try {
      return await this.#context.work.do(() => this.#work.do(() => this.#run(inputs, variables)));
    } catch (cause) {
      if (!(cause instanceof DeviceLostError)) throw cause;
      // The driver tells of a fault when all is done: it is in one of these.
      const kernels = [...this.#functions.keys()].map(({ name }) => name).join(", ");
      const { message, rule, fix } = cause;
      const where = `recording ${label}, kernels ${kernels}`;
      throw new DeviceLostError(message, {
        where,
        cause,
        ...(rule && { rule }),
        ...(fix && { fix }),
      });
    }
  }

  async #run(inputs: Inputs, variables: Variables): Promise<Outputs> {
    const { driver } = this.#context;
    const { commands } = this.#recording;
    this.#upload(
      commands.flatMap((command) => {
        const data = command.kind === "upload" ? inputs[command.name] : undefined;
        return data && command.kind === "upload" ? [[command.to, data] as const] : [];
      }),
    );
    this.#start(variables);
    const wanted: Wanted[] = [];
    let byteLength = 0;
    for (const command of commands) {
      if (command.kind !== "download") continue;
      const { name, ref } = command;
      const length = resolve(command.length, variables);
      assert(length >= 0 && length <= ref.length, `output ${name} has ${length} elements`);
      wanted.push({ name, element: ref.element, length, at: byteLength });
      byteLength += Math.ceil((length * 4) / ALIGNMENT) * ALIGNMENT;
    }
    const bytes = this.#download(wanted, byteLength);
    await finished(driver, this.#stream);
    this.#times = this.#timer.times();
    return Object.fromEntries(
      wanted.map(({ name, element, length, at }) => {
        const result = hostArray(element, length);
        new Uint8Array(result.buffer).set(bytes.subarray(at, at + length * 4));
        return [name, result];
      }),
    );
  }

  /**
   * Puts the steps on the stream: one by one the first time, as a graph from then on, which takes
   * longer to make and less to start.
   */
  #start(variables: Variables): void {
    const { driver, args } = this.#context;
    if (this.#hasRun && driver.graphs && canBeGraph(this.#steps)) {
      this.#graph ??= new ReplayGraph(this.#context, this.#steps, variables);
      this.#graph.start(this.#stream, variables);
      return;
    }
    for (const step of this.#steps) {
      switch (step.kind) {
        case "clear":
          driver.call("cuMemsetD8Async", step.to, 0, step.byteLength, this.#stream);
          break;
        case "copy":
          driver.call("cuMemcpyDtoDAsync", step.to, step.from, step.byteLength, this.#stream);
          break;
        case "kernel":
          driver.call("cuEventRecord", step.events.from, this.#stream);
          launch(driver, args, this.#stream, launchOf(step, variables));
          driver.call("cuEventRecord", step.events.to, this.#stream);
          break;
        default:
          step satisfies never;
      }
    }
    this.#hasRun = true;
  }

  #pointer(ref: Ref): DevicePointer {
    return this.#lease.pointers[this.#recording.slotOf[ref.id]!]!;
  }

  /** Copies arrays to pinned memory, from where they go to the device. */
  #upload(fillings: readonly (readonly [to: Ref, data: HostArray])[]): void {
    const { driver } = this.#context;
    const places: number[] = [];
    let end = 0;
    for (const [to, data] of fillings) {
      assert(data.length <= to.length, `${to.label} is given ${data.length} elements`);
      places.push(end);
      end += Math.ceil(data.byteLength / ALIGNMENT) * ALIGNMENT;
    }
    const { bytes } = this.#up.reserve(end);
    fillings.forEach(([to, { buffer, byteOffset, byteLength }], i) => {
      if (byteLength === 0) return;
      const from = bytes.subarray(places[i], places[i]! + byteLength);
      from.set(new Uint8Array(buffer, byteOffset, byteLength));
      driver.call("cuMemcpyHtoDAsync", this.#pointer(to), from, byteLength, this.#stream);
    });
  }

  /** Has the outputs copied to pinned memory: they are there when the stream is done. */
  #download(wanted: readonly Wanted[], byteLength: number): Uint8Array {
    const { driver } = this.#context;
    const { bytes } = this.#down.reserve(byteLength);
    const refs = this.#recording.commands.flatMap((command) =>
      command.kind === "download" ? [command.ref] : [],
    );
    wanted.forEach(({ length, at }, i) => {
      if (length === 0) return;
      const to = bytes.subarray(at, at + length * 4);
      driver.call("cuMemcpyDtoHAsync", to, this.#pointer(refs[i]!), length * 4, this.#stream);
    });
    return bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!(await this.#work.close())) return;
    const { driver } = this.#context;
    this.#graph?.destroy();
    this.#timer.destroy();
    this.#up.free();
    this.#down.free();
    driver.release("cuStreamDestroy", this.#stream);
    this.#lease.release();
  }
}
