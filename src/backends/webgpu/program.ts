import { assert } from "../../core/assert.ts";
import { KernelError, OutOfMemoryError } from "../../core/errors.ts";
import type { Dispatch, Ref } from "../../graph/graph.ts";
import type { Recording } from "../../graph/recording.ts";
import type { Context } from "./context.ts";
import { inspect } from "./context.ts";
import { ParamBlock } from "./params.ts";
import type { Pipeline, Pipelines } from "./pipelines.ts";
import type { BufferPool, Lease } from "./pool.ts";

/** A recording with everything a run needs of the device. */
export interface Program {
  readonly recording: Recording;
  readonly dispatches: readonly Dispatch[];
  /** Of each dispatch. */
  readonly pipelines: readonly Pipeline[];
  readonly bindGroups: readonly GPUBindGroup[];
  readonly params: ParamBlock;
  readonly paramBuffer: GPUBuffer;
  readonly lease: Lease;
  /** The physical buffer of a virtual one. */
  readonly bufferOf: (ref: Ref) => GPUBuffer;
}

/** Compiles the kernels, borrows the buffers and binds them. */
export async function build(
  context: Context,
  pool: BufferPool,
  compiler: Pipelines,
  recording: Recording,
): Promise<Program> {
  const what = `recording ${recording.label}`;
  const dispatches = recording.commands.filter((command) => command.kind === "dispatch");
  checkSizes(context, recording);
  dispatches.forEach((dispatch) => checkAliases(recording, dispatch));
  const pipelines = await Promise.all(dispatches.map(({ kernel }) => compiler.get(kernel)));
  const lease = await pool.lease(
    what,
    recording.slots.map(({ byteLength, labels }) => ({ byteLength, label: labels.join("|") })),
  );
  const bufferOf = (ref: Ref): GPUBuffer => lease.buffers[recording.slotOf[ref.id]!]!;
  const params = new ParamBlock(dispatches);
  const kernels = [...new Set(dispatches.map(({ kernel }) => kernel.name))];
  const { value, verdict } = inspect(context, { what, kernels }, () => {
    const paramBuffer = context.device.createBuffer({
      label: `params of ${recording.label}`,
      size: Math.max(16, params.bytes.length),
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    const bindGroups = dispatches.map(({ kernel, buffers }, index) =>
      context.device.createBindGroup({
        label: kernel.name,
        layout: pipelines[index]!.layout,
        entries: [
          params.binding(paramBuffer, index),
          ...buffers.map((ref) => ({
            buffer: bufferOf(ref),
            // The empty buffer has no binding in WebGPU; one element stands for it.
            size: Math.max(1, ref.length) * 4,
          })),
        ].map((resource, binding) => ({ binding, resource })),
      }),
    );
    return { paramBuffer, bindGroups };
  });
  try {
    await verdict;
  } catch (error) {
    value.paramBuffer.destroy();
    lease.release();
    throw error;
  }
  return { recording, dispatches, pipelines, params, lease, bufferOf, ...value };
}

function checkSizes({ device }: Context, { label, slots }: Recording): void {
  const limit = maxBufferBytes(device);
  for (const { byteLength, labels } of slots) {
    if (byteLength <= limit) continue;
    throw new OutOfMemoryError(
      `buffer ${labels.join("|")} of recording ${label}`,
      byteLength,
      limit,
      {
        rule: `one buffer of this device holds at most ${limit} bytes`,
        fix: "smaller batches",
      },
    );
  }
}

/** Two bindings of one buffer, one of them writable, have no meaning in WebGPU. */
function checkAliases(recording: Recording, { kernel, buffers }: Dispatch): void {
  const bindings = Object.entries(kernel.bindings);
  assert(
    bindings.length === buffers.length,
    `kernel ${kernel.name} binds ${buffers.length} buffers`,
  );
  bindings.forEach(([name, { access }], i) => {
    const slot = recording.slotOf[buffers[i]!.id];
    const twin = buffers.findIndex((ref, j) => j !== i && recording.slotOf[ref.id] === slot);
    if (access === "read" || twin < 0) return;
    throw new KernelError(
      kernel.name,
      `Bindings ${name} and ${bindings[twin]![0]} of ${kernel.name} share a buffer, and one writes it.`,
      { rule: "what a kernel writes is bound once", fix: "copy the buffer, or bind it once" },
    );
  });
}

/** The largest buffer a kernel can bind. */
export function maxBufferBytes({ limits }: GPUDevice): number {
  return Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
}
