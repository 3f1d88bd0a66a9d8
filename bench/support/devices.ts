import { UnsupportedError } from "../../src/core/errors.ts";
import type { Kernel } from "../../src/core/kernel.ts";
import type { BackendName, Device } from "../../src/graph/device.ts";
import { nodePlatform } from "../../src/runtime/node-platform.ts";
import { openDevice } from "../../src/runtime/open-device.ts";
import type { DeviceOptions } from "../../src/runtime/options.ts";

/** Which device to measure; all that are present when neither is given. */
export interface DeviceChoice {
  readonly device?: BackendName | undefined;
  readonly adapter?: string | undefined;
}

/** The options that open each device to be measured. The reference is timed beside all of them. */
export async function deviceOptions({ device, adapter }: DeviceChoice): Promise<DeviceOptions[]> {
  if (device !== undefined) return [{ prefer: device, ...(adapter !== undefined && { adapter }) }];
  if (adapter !== undefined) return [{ prefer: "wasm" }, { prefer: "webgpu", adapter }];
  const webgpu = (await listed(nodePlatform.adapters())).some(({ software }) => !software);
  const cuda = (await listed(nodePlatform.cudaAdapters())).length > 0;
  return [
    { prefer: "wasm" },
    ...(webgpu ? [{ prefer: "webgpu" } as const] : []),
    ...(cuda ? [{ prefer: "cuda" } as const] : []),
  ];
}

/** What is listed, or nothing where the way to it is missing. */
async function listed<T>(list: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await list;
  } catch (error) {
    if (error instanceof UnsupportedError) return [];
    throw error;
  }
}

/** Whether a device has the kernel: not all have a twin for CUDA. */
export const runsOn = ({ backend }: Device, { cuda }: Kernel): boolean =>
  backend !== "cuda" || cuda !== undefined;

/** Opens a device with enough memory for the largest benches. */
export async function openForBench(options: DeviceOptions): Promise<Device> {
  const { device } = await openDevice(nodePlatform, { memoryBytes: 3 * 2 ** 30, ...options });
  return device;
}
