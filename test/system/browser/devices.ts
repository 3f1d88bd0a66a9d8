import { openWebGpu } from "../../../src/backends/webgpu/index.ts";
import type { Device } from "../../../src/graph/device.ts";

const budgetBytes = 2 ** 28;

/** In a page, the devices to be tested are one. */
export function openTestDevices(): [name: string, open: () => Promise<Device>][] {
  const { gpu } = navigator;
  return [["webgpu", () => openWebGpu({ gpu, adapterName: "swiftshader", budgetBytes })]];
}

/** No kernel has another one in a page. */
export const openKernelDevices = openTestDevices;
