import { readFile } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { CudaDriver, cudaAdapters, openCuda } from "../backends/cuda/index.ts";
import { nodeThreads } from "../backends/wasm/node-threads.ts";
import { dawnGpu, describeDawnAdapters } from "../backends/webgpu/dawn.ts";
import type { ProductInputs } from "../core/kernel.ts";
import type { Platform } from "./platform.ts";

/** Where compiled kernels are: seen from a file of the package, and from this one in a checkout. */
const CUDA_FOLDERS = ["../build/cuda/", "../../build/cuda/"];

async function cudaImage(kernel: string, inputs: ProductInputs): Promise<Uint8Array | undefined> {
  const name = inputs === "f32" ? kernel : `${kernel}.${inputs}`;
  for (const folder of CUDA_FOLDERS) {
    const path = new URL(`${folder}${name}.fatbin`, import.meta.url);
    try {
      return await readFile(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return undefined;
}

/** Node: WebGPU through Dawn, CUDA through the driver, worker threads. */
export const nodePlatform: Platform = {
  gpu: (adapterName) => dawnGpu(adapterName === undefined ? {} : { adapterName }),
  adapters: describeDawnAdapters,
  cuda: (options) => openCuda({ ...options, images: cudaImage }),
  cudaAdapters: async () => cudaAdapters(await CudaDriver.load()),
  threads: nodeThreads,
  cores: availableParallelism(),
  memoryBytes:
    process.constrainedMemory() > 0
      ? Math.min(process.constrainedMemory(), totalmem())
      : totalmem(),
};
