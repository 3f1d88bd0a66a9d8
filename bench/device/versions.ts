import { readFileSync } from "node:fs";
import { CudaDriver } from "../../src/backends/cuda/index.ts";

/** What drives the GPU of this machine, as far as it can be told. */
export interface Versions {
  /** The NVIDIA kernel module, in its own words. */
  readonly nvidia: string | undefined;
  /** The newest CUDA that the driver's library knows. */
  readonly cuda: string | undefined;
  readonly dawn: string | undefined;
}

export async function versions(): Promise<Versions> {
  return {
    nvidia: read("/proc/driver/nvidia/version")?.split("\n")[0],
    cuda: await cudaVersion(),
    dawn: packageVersion("webgpu"),
  };
}

async function cudaVersion(): Promise<string | undefined> {
  try {
    const version = (await CudaDriver.load()).number("cuDriverGetVersion");
    return `${Math.floor(version / 1000)}.${(version % 1000) / 10}`;
  } catch {
    // No driver, no version: the rows of CUDA say why.
    return undefined;
  }
}

function packageVersion(name: string): string | undefined {
  for (const folder of ["../../node_modules", "../node_modules"]) {
    const text = read(new URL(`${folder}/${name}/package.json`, import.meta.url));
    if (text !== undefined) return (JSON.parse(text) as { readonly version: string }).version;
  }
  return undefined;
}

function read(path: string | URL): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
