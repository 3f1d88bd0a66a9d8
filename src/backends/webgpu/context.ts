import { KernelError, OutOfMemoryError } from "../../core/errors.ts";
import type { MemoryAccount } from "../../core/memory.ts";
import type { Faults } from "./faults.ts";
import type { Work } from "../../core/work.ts";

/** What every part of the backend needs of one open device. */
export interface Context {
  readonly device: GPUDevice;
  /** The adapter, in its driver's words. */
  readonly name: string;
  readonly memory: MemoryAccount;
  readonly faults: Faults;
  /** Everything that uses the device: it is destroyed when all of it is done. */
  readonly work: Work;
}

/** What is being done, for the messages of what goes wrong. */
export interface Subject {
  readonly what: string;
  /** Kernels that may be at fault; the one whose label the driver mentions is blamed. */
  readonly kernels?: readonly string[];
  /** Bytes asked for. */
  readonly byteLength?: number;
}

/**
 * Calls the device inside error scopes. The call is made now; `verdict` rejects with what the
 * device found wrong with it.
 */
export function inspect<T>(
  { device, faults, memory }: Context,
  { what, kernels = [], byteLength = 0 }: Subject,
  call: () => T,
): { readonly value: T; readonly verdict: Promise<void> } {
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  let value: T;
  let popped: Promise<GPUError | null>[];
  try {
    value = call();
  } finally {
    popped = [device.popErrorScope(), device.popErrorScope()].map((scope) => faults.settle(scope));
  }
  const judge = async (): Promise<void> => {
    const [invalid, exhausted] = await Promise.all(popped);
    if (exhausted) {
      throw new OutOfMemoryError(what, byteLength, memory.budget - memory.used, {
        rule: `the device has no memory left: ${exhausted.message}`,
        fix: "smaller batches, or a smaller --memory-fraction where others use the GPU too",
        cause: exhausted,
      });
    }
    if (invalid) {
      const guilty = kernels.find((kernel) => invalid.message.includes(`"${kernel}"`));
      throw new KernelError(guilty ?? what, `The device refuses ${what}: ${invalid.message}`, {
        cause: invalid,
      });
    }
  };
  const verdict = judge();
  verdict.catch(() => {});
  return { value, verdict };
}

/** `inspect` for calls whose result is of no use before the device agrees. */
export async function inspected<T>(context: Context, subject: Subject, call: () => T): Promise<T> {
  const { value, verdict } = inspect(context, subject, call);
  await verdict;
  return value;
}
