export { type CudaAdapter, cudaAdapters } from "./adapters.ts";
export { type CudaOptions, openCuda } from "./device.ts";
export { CudaDriver } from "./driver.ts";
