import type { AdapterDescription } from "../backends/webgpu/index.ts";
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
  readonly threads: ThreadHost;
  /** Processor cores. */
  readonly cores: number;
  /** Memory of the machine, or of the container it is, in bytes. */
  readonly memoryBytes: number;
}
