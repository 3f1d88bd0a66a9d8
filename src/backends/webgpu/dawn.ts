import { tmpdir } from "node:os";
import type * as webgpu from "webgpu";
import { UnsupportedError } from "../../core/errors.ts";
import type { Device } from "../../graph/device.ts";
import type { AdapterDescription } from "./adapters.ts";
import { describeAdapters, plainName } from "./adapters.ts";
import type { WebGpuOptions } from "./device.ts";
import { openWebGpu } from "./device.ts";
import { throttlePump } from "./pump.ts";
import { vulkanDrivers } from "./vulkan-drivers.ts";

export interface DawnOptions {
  /** Part of the adapter's name, for a machine with several. */
  readonly adapterName?: string | undefined;
}

type Dawn = typeof webgpu;

// An instance that is collected while one of its devices lives takes the process down with it.
const instances = new Map<string, GPU>();
let loaded: Promise<Dawn> | undefined;

/**
 * WebGPU for Node: Dawn, from the optional package `webgpu`. Throws `UnsupportedError` where that is
 * not installed, or where there is nothing that it could run on. Each adapter name has one instance,
 * which lives as long as the process.
 */
export async function dawnGpu({ adapterName }: DawnOptions = {}): Promise<GPU> {
  const dawn = await (loaded ??= load());
  if (adapterName === undefined) return instance(dawn);
  const wanted = plainName(adapterName);
  const names = await adapterNames(dawn);
  // A name Dawn does not know leaves the choice, and the complaint, to whoever asks for an adapter.
  return instance(
    dawn,
    names.find((name) => plainName(name).includes(wanted)),
  );
}

/** Opens a device of Dawn. */
export async function openDawn(options: Omit<WebGpuOptions, "gpu">): Promise<Device> {
  return await openWebGpu({ ...options, gpu: await dawnGpu(options) });
}

/** All adapters of this machine; several of one name count as one. */
export async function describeDawnAdapters(): Promise<AdapterDescription[]> {
  const dawn = await (loaded ??= load());
  const names = await adapterNames(dawn);
  const described = names.map((name) => describeAdapters(instance(dawn, name)));
  return (await Promise.all(described)).flat();
}

function instance(dawn: Dawn, adapter?: string): GPU {
  const key = adapter ?? "";
  let gpu = instances.get(key);
  if (!gpu) {
    gpu = dawn.create([
      // Timestamps in nanoseconds, not in steps of 65 microseconds.
      "disable-dawn-features=timestamp_quantization",
      ...(adapter === undefined ? [] : [`adapter=${adapter}`]),
    ]);
    instances.set(key, gpu);
  }
  return gpu;
}

/** Dawn lists the adapters only where it complains that none has the name it was given. */
async function adapterNames(dawn: Dawn): Promise<string[]> {
  try {
    await instance(dawn, "<none>").requestAdapter();
  } catch (error) {
    const names = String(error).matchAll(/backend: '(?!null)[^']*', name: '([^\n]*)'/g);
    return [...new Set([...names].map(([, name]) => name!))];
  }
  return [];
}

async function load(): Promise<Dawn> {
  if (process.platform === "linux") await prepareVulkan();
  let dawn: Dawn;
  try {
    dawn = await import("webgpu");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND") {
      throw new UnsupportedError("WebGPU has no adapter: the package webgpu is not installed.", {
        rule: "the webgpu device needs it in Node",
        fix: "npm install webgpu",
        cause,
      });
    }
    throw new UnsupportedError(`The package webgpu does not load: ${String(cause)}`, {
      rule: "it needs glibc 2.34 and libstdc++ of GCC 12 on Linux",
      fix: "a newer system, or --device wasm",
      cause,
    });
  }
  for (const [name, value] of Object.entries(Object.getOwnPropertyDescriptors(dawn.globals))) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, value);
  }
  throttlePump(GPUQueue.prototype);
  return dawn;
}

/**
 * Without a driver the Vulkan loader and Dawn only write warnings to stderr, where nobody can stop
 * them; and drivers write one where they have no folder for their sockets.
 */
async function prepareVulkan(): Promise<void> {
  const { env } = process;
  const { found, untold, places } = await vulkanDrivers();
  if (found.length === 0 && untold.length === 0) {
    throw new UnsupportedError("WebGPU has no adapter: no Vulkan driver is installed.", {
      where: `looked in ${places.slice(0, 3).join(", ")}${places.length > 3 ? `, and ${places.length - 3} more places` : ""}`,
      rule: "WebGPU runs on Vulkan here, and a driver says in a manifest that it is there",
      fix: "install mesa-vulkan-drivers (AMD, Intel) or the driver of NVIDIA; --device wasm needs none",
    });
  }
  if (untold.length > 0) env["VK_ADD_DRIVER_FILES"] = untold.join(":");
  env["XDG_RUNTIME_DIR"] ||= tmpdir();
}
