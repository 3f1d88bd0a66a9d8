import type { MemoryAccount } from "../../core/memory.ts";
import type { Work } from "../../core/work.ts";
import type { CudaDriver, Handle } from "./driver.ts";
import type { CudaModules } from "./modules.ts";
import type { Arguments } from "./launch.ts";
import type { DeviceMemory } from "./memory.ts";

/** What everything on one CUDA device shares. */
export interface Context {
  readonly driver: CudaDriver;
  readonly name: string;
  /** The driver's context, which the device holds. */
  readonly current: Handle;
  readonly account: MemoryAccount;
  readonly memory: DeviceMemory;
  readonly modules: CudaModules;
  readonly args: Arguments;
  readonly work: Work;
}
