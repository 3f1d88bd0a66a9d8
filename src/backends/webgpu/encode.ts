import type { Variables } from "../../graph/scalar.ts";
import type { Program } from "./program.ts";
import type { Timestamps } from "./timestamps.ts";
import { workgroupGrid } from "./workgroups.ts";

/** The commands of one run, and the kernels they launch, in their order. */
export interface Encoded {
  readonly commands: GPUCommandBuffer;
  readonly launched: readonly string[];
}

/** Encodes all that happens on the device between the uploads and the downloads of a run. */
export function encode(
  device: GPUDevice,
  program: Program,
  variables: Variables,
  timestamps: Timestamps | undefined,
): Encoded {
  const { recording, pipelines, bindGroups, params, paramBuffer, bufferOf } = program;
  const invocations = params.write(variables);
  device.queue.writeBuffer(paramBuffer, 0, params.bytes);

  const launched: string[] = [];
  const encoder = device.createCommandEncoder({ label: recording.label });
  let pass: GPUComputePassEncoder | undefined;
  const endPass = (): void => {
    pass?.end();
    pass = undefined;
  };
  let next = 0;
  for (const command of recording.commands) {
    switch (command.kind) {
      case "dispatch": {
        const index = next++;
        const [x, y] = workgroupGrid(
          command.kernel,
          invocations[index]!,
          device.limits.maxComputeWorkgroupsPerDimension,
        );
        if (x === 0) break;
        if (timestamps) endPass();
        pass ??= encoder.beginComputePass({
          label: command.kernel.name,
          ...(timestamps && { timestampWrites: timestamps.writes(launched.length) }),
        });
        pass.setPipeline(pipelines[index]!.compute);
        pass.setBindGroup(0, bindGroups[index]);
        pass.dispatchWorkgroups(x, y);
        launched.push(command.kernel.name);
        break;
      }
      case "clear":
        endPass();
        if (command.to.length > 0) {
          encoder.clearBuffer(bufferOf(command.to), 0, command.to.length * 4);
        }
        break;
      case "copy": {
        endPass();
        const [from, to] = [bufferOf(command.from), bufferOf(command.to)];
        if (from !== to && command.from.length > 0) {
          encoder.copyBufferToBuffer(from, 0, to, 0, command.from.length * 4);
        }
        break;
      }
      case "upload":
      case "download":
        break;
      default:
        command satisfies never;
    }
  }
  endPass();
  timestamps?.resolve(encoder, launched.length);
  return { commands: encoder.finish(), launched };
}
