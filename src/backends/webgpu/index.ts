export type { AdapterDescription } from "./adapters.ts";
export { describeAdapters, isSoftwareAdapter } from "./adapters.ts";
export type { WebGpuOptions } from "./device.ts";
export { openWebGpu } from "./device.ts";
