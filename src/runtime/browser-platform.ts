import { webThreads } from "../backends/wasm/web-threads.ts";
import { describeAdapters } from "../backends/webgpu/index.ts";
import { UnsupportedError } from "../core/errors.ts";
import type { Platform } from "./platform.ts";

interface BrowserNavigator {
  readonly gpu?: GPU;
  readonly hardwareConcurrency?: number;
  /** GiB, rounded. */
  readonly deviceMemory?: number;
}

const navigator: BrowserNavigator = globalThis.navigator ?? {};

function gpu(): GPU {
  if (navigator.gpu) return navigator.gpu;
  throw new UnsupportedError("WebGPU has no adapter: this browser does not have WebGPU.", {
    rule: "pages have it where they come over https or from localhost",
    fix: "a newer browser, or the wasm device",
  });
}

function noCuda(): never {
  throw new UnsupportedError("CUDA is not to be had in a browser.", {
    fix: "--device webgpu runs on the same GPU",
  });
}

/** A browser: its own WebGPU, web workers. */
export const browserPlatform: Platform = {
  gpu: async () => gpu(),
  adapters: async () => await describeAdapters(gpu()),
  cuda: async () => noCuda(),
  cudaAdapters: async () => noCuda(),
  threads: webThreads,
  cores: navigator.hardwareConcurrency ?? 1,
  memoryBytes: (navigator.deviceMemory ?? 4) * 2 ** 30,
};
