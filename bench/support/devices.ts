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
  const adapters = await nodePlatform.adapters();
  const hardware = adapters.some(({ software }) => !software);
  return hardware ? [{ prefer: "wasm" }, { prefer: "webgpu" }] : [{ prefer: "wasm" }];
}

/** Opens a device with enough memory for the largest benches. */
export async function openForBench(options: DeviceOptions): Promise<Device> {
  const { device } = await openDevice(nodePlatform, { memoryBytes: 3 * 2 ** 30, ...options });
  return device;
}
