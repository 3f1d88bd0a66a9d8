import { EngineError, KernelError } from "../../core/errors.ts";
import type { Kernel } from "../../core/kernel.ts";
import type { CudaDriver, DevicePointer, Handle } from "./driver.ts";

/** One kernel with everything it is launched with. */
export interface Launch {
  readonly kernel: Kernel;
  readonly entry: Handle;
  readonly pointers: readonly DevicePointer[];
  /** In the order of the declaration. */
  readonly params: readonly number[];
}

/** Room for the arguments of a launch: addresses of the arguments, the params, the buffers. */
const MOST_ARGUMENTS = 64;
const PARAMS_AT = MOST_ARGUMENTS * 8;
const BUFFERS_AT = PARAMS_AT + MOST_ARGUMENTS * 4;

/**
 * Where arguments are for the driver to read: memory that lives as long as the device, because an
 * address does not keep what is there from being collected.
 */
export class Arguments {
  readonly #view = new DataView(new ArrayBuffer(BUFFERS_AT + MOST_ARGUMENTS * 8));
  readonly #base: bigint;

  constructor({ koffi }: CudaDriver) {
    this.#base = koffi.address(this.#view.buffer);
  }

  /** Writes what a launch is given; what `cuLaunchKernel` takes for its `kernelParams`. */
  write({ kernel, pointers, params }: Launch): ArrayBuffer {
    const view = this.#view;
    view.setBigUint64(0, this.#base + BigInt(PARAMS_AT), true);
    Object.values(kernel.params).forEach((element, i) => {
      if (element === "f32") view.setFloat32(PARAMS_AT + i * 4, params[i]!, true);
      else view.setUint32(PARAMS_AT + i * 4, params[i]! >>> 0, true);
    });
    pointers.forEach((pointer, i) => {
      const at = BUFFERS_AT + i * 8;
      view.setBigUint64((i + 1) * 8, this.#base + BigInt(at), true);
      view.setBigUint64(at, BigInt(pointer), true);
    });
    return view.buffer;
  }
}

/** Blocks of threads that a launch takes. */
export function groupsOf({ kernel, params }: Pick<Launch, "kernel" | "params">): number {
  const values = Object.keys(kernel.params).map((name, i) => [name, params[i]!]);
  const invocations = kernel.invocations(Object.fromEntries(values) as Record<string, number>);
  return Math.ceil(invocations / kernel.workgroupSize);
}

/** Starts a kernel. The driver copies the arguments before the call returns. */
export function launch(
  driver: CudaDriver,
  args: Arguments,
  stream: Handle,
  launched: Launch,
): void {
  const { kernel, entry } = launched;
  const groups = groupsOf(launched);
  if (groups === 0) return;
  const grid = [groups, 1, 1];
  const block = [kernel.workgroupSize, 1, 1];
  named(kernel, () =>
    driver.call("cuLaunchKernel", entry, ...grid, ...block, 0, stream, args.write(launched), null),
  );
}

/** Does what the driver may refuse, and says for which kernel it did. */
export function named<T>(kernel: Kernel, start: () => T): T {
  try {
    return start();
  } catch (cause) {
    if (!(cause instanceof EngineError) || cause.code !== "CUDA") throw cause;
    throw new KernelError(kernel.name, `The kernel ${kernel.name} cannot start: ${cause.message}`, {
      cause,
    });
  }
}
