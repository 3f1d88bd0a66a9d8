import type { AdapterDescription } from "../backends/webgpu/index.ts";
import type { CudaAdapter, CudaOptions } from "../backends/cuda/index.ts";
import type { Device } from "../graph/device.ts";
import type { ThreadHost } from "../backends/wasm/threads.ts";

/** What differs between Node and a browser. */
export interface Platform {
  /**
   * The way to the GPU; `adapterName` is part of its name. Throws `UnsupportedError` where there is
   * no such way.
   */
  gpu(adapterName: string | undefined): Promise<GPU>;
  /** The adapters that can be told apart; throws as `gpu` does. */
  adapters(): Promise<AdapterDescription[]>;
  /** Opens an NVIDIA device. Throws `UnsupportedError` where there is none, or no driver. */
  cuda(options: Omit<CudaOptions, "images">): Promise<Device>;
  /** The NVIDIA devices; throws as `cuda` does. */
  cudaAdapters(): Promise<CudaAdapter[]>;
  readonly threads: ThreadHost;
  /** Processor cores. */
  readonly cores: number;
  /** Memory of the machine, or of the container it is, in bytes. */
  readonly memoryBytes: number;
}
