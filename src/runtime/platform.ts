import type { AdapterDescription } from "../backends/webgpu/index.ts";
import type { ThreadHost } from "../backends/wasm/threads.ts";

/** What differs between Node and a browser. */
export interface Platform {
  /** The way to the GPU, or undefined where there is none; `adapterName` is part of its name. */
  gpu(adapterName: string | undefined): Promise<GPU | undefined>;
  /** The adapters that can be told apart. */
  adapters(): Promise<AdapterDescription[]>;
  readonly threads: ThreadHost;
  /** Processor cores. */
  readonly cores: number;
  /** Memory of the machine, or of the container it is, in bytes. */
  readonly memoryBytes: number;
}
