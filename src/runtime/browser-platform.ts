import { webThreads } from "../backends/wasm/web-threads.ts";
import { describeAdapters } from "../backends/webgpu/index.ts";
import type { Platform } from "./platform.ts";

interface BrowserNavigator {
  readonly gpu?: GPU;
  readonly hardwareConcurrency?: number;
  /** GiB, rounded. */
  readonly deviceMemory?: number;
}

const navigator: BrowserNavigator = globalThis.navigator ?? {};

/** A browser: its own WebGPU, web workers. */
export const browserPlatform: Platform = {
  gpu: async () => navigator.gpu,
  adapters: async () => (navigator.gpu ? await describeAdapters(navigator.gpu) : []),
  threads: webThreads,
  cores: navigator.hardwareConcurrency ?? 1,
  memoryBytes: (navigator.deviceMemory ?? 4) * 2 ** 30,
};
