import type { Kernel } from "../../core/kernel.ts";
import type { Recording } from "../../graph/recording.ts";
import type { Scalar } from "../../graph/scalar.ts";
import type { DevicePointer, Handle } from "./driver.ts";
import type { EventPair, EventTimer } from "./event-timer.ts";

export interface KernelStep {
  readonly kind: "kernel";
  readonly kernel: Kernel;
  readonly entry: Handle;
  readonly pointers: readonly DevicePointer[];
  readonly params: readonly Scalar[];
  readonly events: EventPair;
}

/** What the device does between the uploads and the downloads, with the addresses it does it at. */
export type Step =
  | { readonly kind: "clear"; readonly to: DevicePointer; readonly byteLength: number }
  | {
      readonly kind: "copy";
      readonly to: DevicePointer;
      readonly from: DevicePointer;
      readonly byteLength: number;
    }
  | KernelStep;

/** The steps of a recording, in order, without those that are nothing. */
export function stepsOf(
  { commands, slotOf }: Recording,
  pointers: readonly DevicePointer[],
  functions: ReadonlyMap<Kernel, Handle>,
  timer: EventTimer,
): Step[] {
  const pointer = ({ id }: { readonly id: number }): DevicePointer => pointers[slotOf[id]!]!;
  const steps = commands.flatMap((command): Step[] => {
    switch (command.kind) {
      case "clear":
        return [{ kind: "clear", to: pointer(command.to), byteLength: command.to.length * 4 }];
      case "copy": {
        const { from, to } = command;
        const byteLength = from.length * 4;
        return [{ kind: "copy", to: pointer(to), from: pointer(from), byteLength }];
      }
      case "dispatch": {
        const { kernel, buffers, params } = command;
        return [
          {
            kind: "kernel",
            kernel,
            entry: functions.get(kernel)!,
            pointers: buffers.map(pointer),
            params,
            events: timer.pair(kernel.name),
          },
        ];
      }
      case "upload":
      case "download":
        return [];
      default:
        return command satisfies never;
    }
  });
  return steps.filter((step) => step.kind === "kernel" || step.byteLength > 0);
}
