import { assert } from "../../core/assert.ts";
import { DisposedError } from "../../core/errors.ts";
import type { HostArray, Kernel } from "../../core/kernel.ts";
import { hostArray, hostView } from "../../core/kernel.ts";
import type { Inputs, KernelTime, Outputs, Prepared } from "../../graph/device.ts";
import type { Dispatch, Ref } from "../../graph/graph.ts";
import type { Recording } from "../../graph/recording.ts";
import type { Variables } from "../../graph/scalar.ts";
import { resolve } from "../../graph/scalar.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Heap, Range } from "./heap.ts";
import type { Twin } from "./twin.ts";

/** A recording whose slots are ranges of the heap. */
export class PreparedOnWasm implements Prepared {
  readonly #recording: Recording;
  readonly #dispatcher: Dispatcher;
  readonly #heap: Heap;
  readonly #slots: readonly Range[];
  readonly #twins: ReadonlyMap<Kernel, Twin>;
  readonly #release: () => void;
  /** Ends when the run in progress and those behind it have. */
  #running: Promise<void> | undefined;
  #disposed = false;
  kernelTimes: readonly KernelTime[] = [];

  constructor(
    recording: Recording,
    dispatcher: Dispatcher,
    heap: Heap,
    slots: readonly Range[],
    twins: ReadonlyMap<Kernel, Twin>,
    release: () => void,
  ) {
    this.#recording = recording;
    this.#dispatcher = dispatcher;
    this.#heap = heap;
    this.#slots = slots;
    this.#twins = twins;
    this.#release = release;
    // Inputs are zero until they are given; what kernels write is theirs.
    for (const command of recording.commands) {
      if (command.kind !== "upload") continue;
      const { offset, usedBytes } = this.#slotOf(command.to);
      new Uint8Array(heap.buffer, offset, usedBytes).fill(0);
    }
    for (const { to, data } of recording.constants) this.#upload(to, data);
  }

  async run(inputs: Inputs, variables: Variables = {}): Promise<Outputs> {
    if (this.#disposed || this.#dispatcher.disposed) {
      throw new DisposedError(`recording ${this.#recording.label}`);
    }
    // An idle one uploads before it returns: the caller may refill its arrays at once.
    const run = this.#running
      ? this.#running.then(() => this.#run(inputs, variables))
      : this.#run(inputs, variables);
    const ended = run.then(ignore, ignore).then(() => {
      if (this.#running === ended) this.#running = undefined;
    });
    this.#running = ended;
    return await run;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#running;
    this.#release();
  }

  async #run(inputs: Inputs, variables: Variables): Promise<Outputs> {
    const outputs: Record<string, HostArray> = {};
    const times: KernelTime[] = [];
    for (const command of this.#recording.commands) {
      switch (command.kind) {
        case "upload": {
          const data = inputs[command.name];
          if (data) this.#upload(command.to, data);
          break;
        }
        case "clear":
          this.#view(command.to).fill(0);
          break;
        case "copy":
          this.#bytes(command.to, command.from.length * 4).set(this.#bytes(command.from));
          break;
        case "dispatch": {
          const started = performance.now();
          const done = this.#dispatch(command, variables);
          if (done) await done;
          const seconds = (performance.now() - started) / 1000;
          times.push({ kernel: command.kernel.name, seconds });
          break;
        }
        case "download": {
          const length = resolve(command.length, variables);
          const copy = hostArray(command.ref.element, length);
          copy.set(this.#view(command.ref, length));
          outputs[command.name] = copy;
          break;
        }
        default:
          command satisfies never;
      }
    }
    this.kernelTimes = times;
    return outputs;
  }

  #dispatch(
    { kernel, buffers, params }: Dispatch,
    variables: Variables,
  ): Promise<void> | undefined {
    const values = byName(
      kernel.params,
      params.map((param) => resolve(param, variables)),
    );
    const twin = this.#twins.get(kernel);
    if (twin) {
      const addresses = buffers.map((ref) => this.#slotOf(ref).offset);
      return this.#dispatcher.dispatch({ kernel, twin, addresses, params: values });
    }
    const views = buffers.map((ref) => this.#view(ref));
    kernel.cpu(byName(kernel.bindings, views), values);
    return undefined;
  }

  #slotOf(ref: Ref): Range {
    return this.#slots[this.#recording.slotOf[ref.id]!]!;
  }

  #view(ref: Ref, length = ref.length): HostArray {
    return hostView(ref.element, this.#heap.buffer, this.#slotOf(ref).offset, length);
  }

  #bytes(ref: Ref, byteLength = ref.length * 4): Uint8Array {
    return new Uint8Array(this.#heap.buffer, this.#slotOf(ref).offset, byteLength);
  }

  /** Bytes as they are, whatever the type of the array that holds them. */
  #upload(to: Ref, { buffer, byteOffset, byteLength }: ArrayBufferView): void {
    assert(byteLength <= to.length * 4, `${byteLength} bytes do not fit buffer ${to.label}`);
    this.#bytes(to, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength));
  }
}

function ignore(): void {}

function byName<T>(
  names: Readonly<Record<string, unknown>>,
  values: readonly T[],
): Record<string, T> {
  return Object.fromEntries(Object.keys(names).map((name, i) => [name, values[i]!]));
}
