import type { BackendName } from "../graph/device.ts";

/** Which device to open, and how much of it to use. */
export interface DeviceOptions {
  /** The backend to use; `auto` picks the best one and says why. */
  readonly prefer?: BackendName | "auto";
  /** Part of the adapter's name; the only way to get a software adapter. */
  readonly adapter?: string;
  /** Share of the device memory that may be used, 0 to 1. */
  readonly memoryFraction?: number;
  /** The budget in bytes, instead of a share. */
  readonly memoryBytes?: number;
  /** Threads of the wasm device; one per core when absent. */
  readonly threads?: number;
}
