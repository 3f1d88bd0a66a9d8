export * from "./core/errors.ts";
export type { Binding, Buffers, ElementType, Kernel, Params } from "./core/kernel.ts";
export { atomic, defineKernel, read, write } from "./core/kernel.ts";
export type { Option, OptionInput, OptionKind, Options, OptionValues } from "./core/option.ts";
export { option, parseOptions } from "./core/option.ts";
export { textColumn, type TextColumn } from "./core/text-column.ts";
export { vectorColumn, type VectorColumn } from "./core/vector-column.ts";
export { version } from "./core/version.ts";
export type { BackendName, Device, Inputs, Outputs, Prepared } from "./graph/device.ts";
export { execute } from "./graph/execute.ts";
export { Graph, type Ref } from "./graph/graph.ts";
export { record, type Recording } from "./graph/recording.ts";
export { variable, type Scalar } from "./graph/scalar.ts";
/** Every kernel. */
export * as kernels from "./kernels/index.ts";
/** Every op. */
export * as ops from "./ops/index.ts";
export { openDevice } from "./runtime/open-browser-device.ts";
export type { DeviceOptions } from "./runtime/options.ts";
export { registerStage, stages } from "./stages/index.ts";
export type { BatchColumns, GlobalStage, MapStage, Stage } from "./stages/stage.ts";
export { defineMapStage, defineStage } from "./stages/stage.ts";
