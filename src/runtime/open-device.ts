import { openCpu } from "../backends/cpu/index.ts";
import { openWasm } from "../backends/wasm/index.ts";
import { openWebGpu } from "../backends/webgpu/index.ts";
import { OptionError, UnsupportedError } from "../core/errors.ts";
import type { Device } from "../graph/device.ts";
import type { DeviceOptions } from "./options.ts";
import type { Platform } from "./platform.ts";

/** A device, and why it is this one. */
export interface OpenedDevice {
  readonly device: Device;
  readonly reason: string;
}

/** Share of the memory that a device may use when nothing is said. */
const MEMORY_FRACTION = 0.5;
/** wasm addresses at most this much. */
const WASM_BYTES = 4 * 2 ** 30 - 2 ** 20;

/**
 * Opens the device to compute on. A device that is named is used or refused, never replaced.
 * `auto` takes a hardware GPU where there is one, else wasm; this is the only place that decides.
 * It does not take cuda: nobody has measured yet that it is the faster way to the same GPU.
 */
export async function openDevice(
  platform: Platform,
  options: DeviceOptions = {},
): Promise<OpenedDevice> {
  const { prefer = "auto", adapter } = options;
  switch (prefer) {
    case "cpu":
      return {
        device: openCpu({ budgetBytes: hostBudget(platform, options) }),
        reason: named(prefer),
      };
    case "wasm":
      return { device: await wasm(platform, options), reason: named(prefer) };
    case "webgpu":
      return { device: await webGpu(platform, options), reason: named(prefer) };
    case "cuda":
      return { device: await cuda(platform, options), reason: named(prefer) };
    case "auto":
      return adapter === undefined
        ? await automatic(platform, options)
        : { device: await webGpu(platform, options), reason: "its adapter was asked for by name" };
    default:
      throw new OptionError("--device", `There is no device "${String(prefer)}".`, {
        rule: "the devices are auto, cuda, webgpu, wasm and cpu",
      });
  }
}

const named = (name: string): string => `${name} was asked for`;

async function automatic(platform: Platform, options: DeviceOptions): Promise<OpenedDevice> {
  try {
    const device = await webGpu(platform, options);
    return { device, reason: "this machine has a GPU" };
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    return { device: await wasm(platform, options), reason: error.message };
  }
}

async function webGpu(platform: Platform, options: DeviceOptions): Promise<Device> {
  const { adapter, memoryFraction = MEMORY_FRACTION, memoryBytes } = options;
  return await openWebGpu({
    gpu: await platform.gpu(adapter),
    memoryFraction,
    ...(adapter !== undefined && { adapterName: adapter }),
    ...(memoryBytes !== undefined && { budgetBytes: memoryBytes }),
  });
}

async function cuda(platform: Platform, options: DeviceOptions): Promise<Device> {
  const { adapter, memoryFraction = MEMORY_FRACTION, memoryBytes } = options;
  return await platform.cuda({
    memoryFraction,
    ...(adapter !== undefined && { adapter }),
    ...(memoryBytes !== undefined && { budgetBytes: memoryBytes }),
  });
}

async function wasm(platform: Platform, options: DeviceOptions): Promise<Device> {
  return await openWasm({
    budgetBytes: Math.min(WASM_BYTES, hostBudget(platform, options)),
    threads: Math.min(options.threads ?? platform.cores, platform.threads.maxThreads),
    host: platform.threads,
  });
}

function hostBudget(platform: Platform, options: DeviceOptions): number {
  const { memoryFraction = MEMORY_FRACTION, memoryBytes } = options;
  return memoryBytes ?? Math.floor(platform.memoryBytes * memoryFraction);
}
