export type { AdapterDescription } from "./adapters.ts";
export { describeAdapters, isSoftwareAdapter } from "./adapters.ts";
export { openWebGpu } from "./device.ts";
export { webGpuHandles } from "./device.ts";
