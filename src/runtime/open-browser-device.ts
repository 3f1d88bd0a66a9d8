import type { Device } from "../graph/device.ts";
import { browserPlatform } from "./browser-platform.ts";
import { openDevice as open } from "./open-device.ts";
import type { DeviceOptions } from "./options.ts";

/** Opens a device: the browser's WebGPU where there is one, else WASM on web workers. */
export async function openDevice(options: DeviceOptions = {}): Promise<Device> {
  return (await open(browserPlatform, options)).device;
}
