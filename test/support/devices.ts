import { existsSync } from "node:fs";
import { openCpu } from "../../src/backends/cpu/index.ts";
import { openWasm } from "../../src/backends/wasm/index.ts";
import { nodeThreads } from "../../src/backends/wasm/node-threads.ts";
import { openDawn } from "../../src/backends/webgpu/dawn.ts";
import type { Kernel } from "../../src/core/kernel.ts";
import type { Device } from "../../src/graph/device.ts";
import { canEmulate, openEmulatedCuda } from "./cuda-emulator.ts";
import type { DeviceOptions } from "../../src/runtime/options.ts";

const budgetBytes = 2 ** 30;

const openers: Readonly<Record<string, () => Promise<Device>>> = {
  cpu: async () => openCpu({ budgetBytes }),
  // Every dispatch is divided among threads, however small: that is what needs testing.
  wasm: () => openWasm({ budgetBytes, threads: 2, host: nodeThreads, inlineSeconds: 0 }),
  webgpu: () => openDawn({ adapterName: "SwiftShader", budgetBytes }),
};

/** The software Vulkan driver that the tests run WebGPU on. */
const swiftshader = "/usr/lib/chromium/vk_swiftshader_icd.json";
let told = false;

/** The devices this machine can test, by name; `SLUICE_TEST_DEVICES` narrows them. */
export function openTestDevices(): [name: string, open: () => Promise<Device>][] {
  const wanted = process.env["SLUICE_TEST_DEVICES"]?.split(",") ?? Object.keys(openers);
  const present = wanted.filter((name) => name !== "webgpu" || existsSync(swiftshader));
  if (present.length < wanted.length && !told) {
    told = true;
    process.stderr.write(
      `Nothing is tested on webgpu: there is no ${swiftshader}. On Debian: apt-get install chromium\n`,
    );
  }
  return Object.entries(openers).filter(([name]) => present.includes(name));
}

/** Those devices, as a run is asked for them. */
export function testDeviceOptions(): DeviceOptions[] {
  return openTestDevices().map(([name]) =>
    name === "webgpu" ? { prefer: name, adapter: "SwiftShader" } : { prefer: name as "cpu" },
  );
}

/** These, and for a kernel with a CUDA source, that on a driver that is emulated. */
export function openKernelDevices({
  cuda,
  cudaInputs = [],
  variants = [],
}: Pick<Kernel, "cuda" | "cudaInputs" | "variants">): ReturnType<typeof openTestDevices> {
  const devices = openTestDevices();
  if (variants.length > 0 && devices.some(([name]) => name === "webgpu")) {
    const without = ["subgroups", "shader-f16"];
    const open = () => openDawn({ adapterName: "SwiftShader", budgetBytes, without });
    devices.push(["webgpu, with what all have", open]);
  }
  if (cuda === undefined || !canEmulate) return devices;
  for (const inputs of ["f32", ...cudaInputs] as const) {
    const name = inputs === "f32" ? "emulated CUDA" : `emulated CUDA, ${inputs}`;
    devices.push([name, () => openEmulatedCuda(budgetBytes, inputs)]);
  }
  return devices;
}
