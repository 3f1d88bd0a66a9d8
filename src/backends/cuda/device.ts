import type { Kernel, ProductInputs } from "../../core/kernel.ts";
import { MemoryAccount } from "../../core/memory.ts";
import { Work } from "../../core/work.ts";
import type { Device, Prepared } from "../../graph/device.ts";
import type { Recording } from "../../graph/recording.ts";
import { chooseCudaAdapter, cudaAdapters } from "./adapters.ts";
import type { Context } from "./context.ts";
import { CudaDriver } from "./driver.ts";
import { DeviceMemory } from "./memory.ts";
import { type CudaImages, CudaModules, productInputs } from "./modules.ts";
import { Arguments } from "./launch.ts";
import { CudaReplay } from "./replay.ts";

export interface CudaOptions {
  /** The compiled kernels. */
  readonly images: CudaImages;
  /** Number, UUID or part of the name of the device; the first one when absent. */
  readonly adapter?: string | undefined;
  /** Path of the driver's library, instead of the system's. */
  readonly driverPath?: string | undefined;
  /** Most bytes that buffers may take; by default a share of what is free. */
  readonly budgetBytes?: number | undefined;
  readonly memoryFraction?: number | undefined;
  /** Inputs of products, for kernels that are compiled for them; by default each kernel's own. */
  readonly productInputs?: ProductInputs | undefined;
}

const DEFAULT_FRACTION = 0.5;

/** Opens an NVIDIA device through its driver; no toolkit is needed. */
export async function openCuda(options: CudaOptions): Promise<Device> {
  const driver = await CudaDriver.load(options.driverPath);
  const { ordinal, name, capability } = chooseCudaAdapter(cudaAdapters(driver), options.adapter);
  const device = driver.number("cuDeviceGet", ordinal);
  const current = driver.handle("cuDevicePrimaryCtxRetain", device);
  driver.call("cuCtxSetCurrent", current);
  const free: [number] = [0];
  const total: [number] = [0];
  driver.call("cuMemGetInfo", free, total);
  const share = Math.floor(free[0] * (options.memoryFraction ?? DEFAULT_FRACTION));
  const account = new MemoryAccount(options.budgetBytes ?? share);
  const context: Context = {
    driver,
    name,
    current,
    account,
    memory: new DeviceMemory(driver, account),
    modules: new CudaModules(driver, options.images, options.productInputs),
    args: new Arguments(driver),
    work: new Work(`device ${name}`),
  };
  return {
    backend: "cuda",
    name,
    features: [`compute-${capability}`, ...(driver.graphs ? ["graphs"] : [])],
    maxBufferBytes: total[0],
    memory: account,
    productInputs: (kernel: Kernel) => productInputs(kernel, options.productInputs),
    prepare: (recording: Recording): Promise<Prepared> =>
      context.work.do(() => CudaReplay.prepare(context, recording)),
    async [Symbol.asyncDispose]() {
      if (!(await context.work.close())) return;
      context.memory.free();
      context.modules.unload();
      driver.release("cuDevicePrimaryCtxRelease", device);
    },
  };
}
