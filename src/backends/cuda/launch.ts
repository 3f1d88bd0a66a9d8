import { EngineError, KernelError } from "../../core/errors.ts";
import type { Kernel, ElementType } from "../../core/kernel.ts";
import type { CudaDriver, DevicePointer, Handle } from "./driver.ts";

/** One kernel with everything it is launched with. */
export interface Launch {
  readonly kernel: Kernel;
  readonly entry: Handle;
  readonly pointers: readonly DevicePointer[];
  /** In the order of the declaration. */
  readonly params: readonly number[];
}

/** The `Params` struct: four bytes each, in the order of the declaration. */
function paramBytes(kernel: Kernel, params: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.max(4, params.length * 4));
  const view = new DataView(bytes.buffer);
  const write = (element: ElementType, at: number, value: number): void => {
    if (element === "f32") view.setFloat32(at, value, true);
    else view.setUint32(at, value >>> 0, true);
  };
  Object.values(kernel.params).forEach((element, i) => write(element, i * 4, params[i]!));
  return bytes;
}

/** Starts a kernel. The driver copies the arguments, so nothing need outlive the call. */
export function launch(driver: CudaDriver, stream: Handle, launched: Launch): void {
  const { kernel, entry, pointers, params } = launched;
  const named = Object.keys(kernel.params).map((name, i) => [name, params[i]!]);
  const invocations = kernel.invocations(Object.fromEntries(named) as Record<string, number>);
  const groups = Math.ceil(invocations / kernel.workgroupSize);
  if (groups === 0) return;
  const { koffi } = driver;
  const own = paramBytes(kernel, params);
  const addresses = BigUint64Array.from(pointers, (pointer) => BigInt(pointer));
  const first = pointers.length > 0 ? koffi.address(addresses) : 0n;
  const args = new BigUint64Array(1 + pointers.length);
  args[0] = koffi.address(own);
  pointers.forEach((_, i) => (args[i + 1] = first + BigInt(i * 8)));
  try {
    const block = [kernel.workgroupSize, 1, 1];
    driver.call("cuLaunchKernel", entry, groups, 1, 1, ...block, 0, stream, args, null);
  } catch (cause) {
    if (!(cause instanceof EngineError) || cause.code !== "CUDA") throw cause;
    throw new KernelError(kernel.name, `The kernel ${kernel.name} cannot start: ${cause.message}`, {
      cause,
    });
  }
}
