import type { BackendName } from "../graph/device.ts";
import { openDevice } from "./open-device.ts";
import type { DeviceOptions } from "./options.ts";
import type { Platform } from "./platform.ts";

/** A device of this machine, or why it is not there. */
export interface DeviceDescription {
  readonly backend: BackendName;
  readonly name: string;
  readonly available: boolean;
  /** Runs on the processor though it looks like a GPU; used only when asked for by name. */
  readonly software: boolean;
  readonly detail: string;
  readonly chosen: boolean;
}

/** What this machine can compute on, and what `auto` (or the given options) would choose. */
export async function describeDevices(
  platform: Platform,
  options: DeviceOptions,
): Promise<{ devices: DeviceDescription[]; reason: string; budgetBytes: number }> {
  const { device, reason } = await openDevice(platform, options);
  const { backend: chosen, name, memory } = device;
  const { budget: budgetBytes } = memory;
  await device[Symbol.asyncDispose]();
  const { threads, cores } = platform;
  const descriptions: Omit<DeviceDescription, "chosen">[] = [
    ...(await cudaDevices(platform)),
    ...(await webGpuAdapters(platform)),
    {
      backend: "wasm",
      name: "",
      available: true,
      software: false,
      detail: `SIMD, ${Math.min(cores, threads.maxThreads) || 1} threads`,
    },
    {
      backend: "cpu",
      name: "",
      available: true,
      software: false,
      detail: "reference, for checking",
    },
  ];
  const devices = descriptions.map((description) => ({
    ...description,
    chosen: description.backend === chosen && (chosen !== "webgpu" || description.name === name),
  }));
  return { devices, reason, budgetBytes };
}

async function cudaDevices(platform: Platform): Promise<Omit<DeviceDescription, "chosen">[]> {
  const missing = { backend: "cuda", name: "", available: false, software: false } as const;
  try {
    const adapters = await platform.cudaAdapters();
    if (adapters.length === 0) return [{ ...missing, detail: "no NVIDIA device" }];
    return adapters.map(({ ordinal, name, capability }) => ({
      backend: "cuda",
      name,
      available: true,
      software: false,
      detail: `number ${ordinal}, compute capability ${capability}; not measured, used when named`,
    }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ ...missing, detail: message.replace(/^CUDA (has |needs )?/, "").replace(/\.$/, "") }];
  }
}

async function webGpuAdapters(platform: Platform): Promise<Omit<DeviceDescription, "chosen">[]> {
  const missing = { backend: "webgpu", name: "", available: false, software: false } as const;
  try {
    const adapters = await platform.adapters();
    if (adapters.length === 0) {
      return [{ ...missing, detail: "no adapter: the drivers here find no GPU" }];
    }
    return adapters.map(({ name, driver, software }) => ({
      backend: "webgpu",
      name,
      available: true,
      software,
      detail: driver,
    }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ ...missing, detail: message.replace(/^WebGPU has /, "").replace(/\.$/, "") }];
  }
}
