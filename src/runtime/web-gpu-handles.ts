export { webGpuHandles } from "../backends/webgpu/index.ts";
