import { assert } from "../../core/assert.ts";
import type { HostArray } from "../../core/kernel.ts";
import type {
  Inputs,
  KernelTime,
  Outputs,
  Prepared,
  Resident,
  Residents,
} from "../../graph/device.ts";
import type { Variables } from "../../graph/scalar.ts";
import { resolve } from "../../graph/scalar.ts";
import type { Context } from "./context.ts";
import { inspect } from "./context.ts";
import type { Wanted } from "./download.ts";
import { download } from "./download.ts";
import { encode } from "./encode.ts";
import { free } from "./pool.ts";
import type { Program } from "./program.ts";
import { kernelTimes, Timestamps } from "./timestamps.ts";
import type { TransferRing } from "./transfer.ts";
import { isDirect, writeDirectly, writeInPieces } from "./upload.ts";
import { Work } from "../../core/work.ts";

/** The host's ends of the transfers of a device. */
export interface Rings {
  readonly upload: TransferRing;
  readonly download: TransferRing;
}

type Copied = readonly [to: GPUBuffer, from: Resident];
type Filling = readonly [to: GPUBuffer, data: HostArray];

/** A program that runs once for each batch. */
export class Replay implements Prepared {
  readonly #context: Context;
  readonly #rings: Rings;
  readonly #program: Program;
  readonly #timestamps: Timestamps | undefined;
  readonly #kernels: readonly string[];
  readonly #work: Work;
  #times: readonly KernelTime[] = [];

  constructor(context: Context, rings: Rings, program: Program) {
    const { recording, dispatches } = program;
    this.#context = context;
    this.#rings = rings;
    this.#program = program;
    this.#kernels = [...new Set(dispatches.map(({ kernel }) => kernel.name))];
    this.#work = new Work(`recording ${recording.label}`);
    if (context.device.features.has("timestamp-query") && dispatches.length > 0) {
      this.#timestamps = new Timestamps(context, recording.label, dispatches.length);
    }
  }

  get kernelTimes(): readonly KernelTime[] {
    return this.#times;
  }

  /** Fills the buffers that stay the same from run to run. */
  async load(): Promise<void> {
    const { recording, bufferOf } = this.#program;
    const fillings = recording.constants.map(({ to, data }): Filling => [bufferOf(to), data]);
    const { verdict } = await this.#submit(fillings, () => {});
    await verdict;
  }

  async run(
    inputs: Inputs,
    variables: Variables = {},
    residents: Residents = {},
  ): Promise<Outputs> {
    const { label } = this.#program.recording;
    assert(!this.#work.busy, `recording ${label} is run before its last run ended`);
    const { work, faults } = this.#context;
    return await work.do(() =>
      this.#work.do(async () => {
        faults.check();
        try {
          const outputs = await this.#run(inputs, variables, residents);
          faults.check();
          return outputs;
        } catch (error) {
          // What came outside every error scope explains more than what followed from it.
          faults.check();
          throw error;
        }
      }),
    );
  }

  async #run(inputs: Inputs, variables: Variables, residents: Residents): Promise<Outputs> {
    const { recording, bufferOf } = this.#program;
    const fillings: Filling[] = [];
    const copies: Copied[] = [];
    const wanted: (Wanted & { readonly name: string })[] = [];
    for (const command of recording.commands) {
      if (command.kind === "upload") {
        const data = inputs[command.name];
        const resident = residents[command.name];
        if (resident) {
          assert(resident.length <= command.to.length, `${command.name} fits its buffer`);
          copies.push([bufferOf(command.to), resident]);
        }
        if (!data) continue;
        assert(
          data.length <= command.to.length,
          `input ${command.name} has ${data.length} elements`,
        );
        fillings.push([bufferOf(command.to), data]);
      } else if (command.kind === "download") {
        const { name, ref } = command;
        const length = resolve(command.length, variables);
        assert(length >= 0 && length <= ref.length, `output ${name} has ${length} elements`);
        wanted.push({ name, from: bufferOf(ref), element: ref.element, length });
      }
    }

    const { device } = this.#context;
    const { value: launched, verdict } = await this.#submit(fillings, () => {
      const encoded = encode(device, this.#program, variables, this.#timestamps);
      device.queue.submit([...copied(device, copies), encoded.commands]);
      return encoded.launched;
    });
    const stamps = this.#timestamps?.wanted(launched.length);
    const everything = stamps ? [...wanted, stamps] : wanted;
    const downloaded = download(this.#context, this.#rings.download, everything);
    await Promise.allSettled([downloaded]);
    await verdict;
    const arrays = await downloaded;
    const words = arrays[wanted.length];
    this.#times = words ? kernelTimes(launched, words) : [];
    return Object.fromEntries(wanted.map(({ name }, i) => [name, arrays[i]!]));
  }

  /** Fills buffers, then submits `work`, all in one place of the device's queue. */
  async #submit<T>(
    fillings: readonly Filling[],
    work: () => T,
  ): Promise<{ readonly value: T; readonly verdict: Promise<void> }> {
    const context = this.#context;
    const large = fillings.filter(([, data]) => !isDirect(data));
    for (const [to, data] of large) await writeInPieces(context, this.#rings.upload, to, data);
    const what = `recording ${this.#program.recording.label}`;
    return inspect(context, { what, kernels: this.#kernels }, () => {
      for (const [to, data] of fillings) {
        if (isDirect(data)) writeDirectly(context.device.queue, to, data);
      }
      return work();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!(await this.#work.close())) return;
    this.#timestamps?.destroy();
    this.#program.paramBuffer.destroy();
    free(this.#context.device);
    this.#program.lease.release();
  }
}

/** Commands that copy from buffers of other libraries; their submits are before. */
function copied(device: GPUDevice, copies: readonly Copied[]): GPUCommandBuffer[] {
  if (copies.length === 0) return [];
  const encoder = device.createCommandEncoder({ label: "residents" });
  for (const [to, { buffer, length }] of copies) {
    encoder.copyBufferToBuffer(buffer as GPUBuffer, 0, to, 0, length * 4);
  }
  return [encoder.finish()];
}
