import { availableParallelism, totalmem } from "node:os";
import { nodeThreads } from "../backends/wasm/node-threads.ts";
import { dawnGpu, describeDawnAdapters } from "../backends/webgpu/dawn.ts";
import type { Platform } from "./platform.ts";

/** Node: WebGPU through Dawn, worker threads. */
export const nodePlatform: Platform = {
  gpu: (adapterName) => dawnGpu(adapterName === undefined ? {} : { adapterName }),
  adapters: describeDawnAdapters,
  threads: nodeThreads,
  cores: availableParallelism(),
  memoryBytes:
    process.constrainedMemory() > 0
      ? Math.min(process.constrainedMemory(), totalmem())
      : totalmem(),
};
