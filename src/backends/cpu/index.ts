import type { HostArray } from "../../core/kernel.ts";
import { hostArray, hostView } from "../../core/kernel.ts";
import { DisposedError } from "../../core/errors.ts";
import { MemoryAccount } from "../../core/memory.ts";
import type { Device, Inputs, Outputs, Prepared } from "../../graph/device.ts";
import type { Ref } from "../../graph/graph.ts";
import type { Recording } from "../../graph/recording.ts";
import type { Variables } from "../../graph/scalar.ts";
import { resolve } from "../../graph/scalar.ts";

/** The reference device: runs each kernel's `cpu()` on plain memory, one after the other. */
export function openCpu(options: { readonly budgetBytes: number }): Device {
  const memory = new MemoryAccount(options.budgetBytes);
  return {
    backend: "cpu",
    name: "reference",
    features: [],
    maxBufferBytes: 2 ** 31,
    memory,
    async prepare(recording) {
      memory.reserve(`recording ${recording.label}`, recording.peakBytes);
      return prepareOnCpu(recording, () => memory.release(recording.peakBytes));
    },
    async [Symbol.asyncDispose]() {},
  };
}

function prepareOnCpu(recording: Recording, release: () => void): Prepared {
  const slots = recording.slots.map(({ byteLength }) => new ArrayBuffer(byteLength));
  const view = (ref: Ref, length: number): HostArray =>
    hostView(ref.element, slots[recording.slotOf[ref.id]!]!, 0, length);
  for (const { to, data } of recording.constants) view(to, data.length).set(data);
  let disposed = false;

  return {
    kernelTimes: [],
    async run(inputs: Inputs, variables: Variables = {}): Promise<Outputs> {
      if (disposed) throw new DisposedError(`recording ${recording.label}`);
      const outputs: Record<string, HostArray> = {};
      for (const command of recording.commands) {
        switch (command.kind) {
          case "upload": {
            const data = inputs[command.name];
            if (data) view(command.to, data.length).set(data);
            break;
          }
          case "clear":
            view(command.to, command.to.length).fill(0);
            break;
          case "copy":
            view(command.to, command.from.length).set(view(command.from, command.from.length));
            break;
          case "dispatch": {
            const { kernel, buffers, params } = command;
            kernel.cpu(
              Object.fromEntries(
                Object.keys(kernel.bindings).map((name, i) => [
                  name,
                  view(buffers[i]!, buffers[i]!.length),
                ]),
              ),
              Object.fromEntries(
                Object.keys(kernel.params).map((name, i) => [name, resolve(params[i]!, variables)]),
              ),
            );
            break;
          }
          case "download": {
            const length = resolve(command.length, variables);
            const copy = hostArray(command.ref.element, length);
            copy.set(view(command.ref, length));
            outputs[command.name] = copy;
            break;
          }
          default:
            command satisfies never;
        }
      }
      return outputs;
    },
    async [Symbol.asyncDispose]() {
      if (!disposed) release();
      disposed = true;
    },
  };
}
