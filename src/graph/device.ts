import type { HostArray, Kernel, ProductInputs } from "../core/kernel.ts";
import type { MemoryAccount } from "../core/memory.ts";
import type { Recording } from "./recording.ts";
import type { Variables } from "./scalar.ts";

/** The ways to execute a recording. */
export type BackendName = "cpu" | "wasm" | "webgpu" | "cuda";

/** Contents of a graph's inputs, by name. */
export type Inputs = Readonly<Record<string, HostArray>>;
/** Contents of a graph's outputs, by name. */
export type Outputs = Readonly<Record<string, HostArray>>;

/** Numbers that a library left in a buffer of its own, on the device that a recording runs on. */
export interface Resident {
  /** What the device calls a buffer, such as a GPUBuffer. */
  readonly buffer: object;
  readonly length: number;
}
/** What inputs are copied from on the device, by name. */
export type Residents = Readonly<Record<string, Resident>>;

/** What one dispatch took on the device. */
export interface KernelTime {
  readonly kernel: string;
  readonly seconds: number;
}

/** Where recordings run. One implementation per backend, each equal to the others in results. */
export interface Device extends AsyncDisposable {
  readonly backend: BackendName;
  /** The hardware, in its driver's words. */
  readonly name: string;
  readonly features: readonly string[];
  /** Largest single buffer, in bytes. */
  readonly maxBufferBytes: number;
  readonly memory: MemoryAccount;
  /** What the kernel rounds the numbers it multiplies to here; f32 on a device that does not tell. */
  productInputs?(kernel: Kernel): ProductInputs;
  /** Starts what takes time to start, if there is such, rather than with the first work. */
  warmUp?(): void;
  /**
   * Compiles the kernels and allocates the slots of a recording.
   * Throws `OutOfMemoryError` when the slots do not fit the budget.
   */
  prepare(recording: Recording): Promise<Prepared>;
}

/** A recording bound to a device, to be run many times; one run at a time. */
export interface Prepared extends AsyncDisposable {
  /**
   * Uploads the inputs given (each no longer than its capacity), runs all dispatches, downloads
   * the outputs. Inputs that are not given keep the contents of the run before. `residents` are for
   * a device whose buffers they are.
   */
  run(inputs: Inputs, variables?: Variables, residents?: Residents): Promise<Outputs>;
  /** Device time of each dispatch of the last run, where the device can tell. */
  readonly kernelTimes: readonly KernelTime[];
}
