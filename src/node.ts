import type { Device } from "./graph/device.ts";
import type { BackendName } from "./graph/device.ts";
import { describeDevices as describe, type DeviceDescription } from "./runtime/describe-devices.ts";
import { nodePlatform } from "./runtime/node-platform.ts";
import { openDevice as open } from "./runtime/open-device.ts";
import type { DeviceOptions } from "./runtime/options.ts";
import { type SelfCheck, selfCheck } from "./pipeline/self-check.ts";

export * from "./index.ts";
export { formats } from "./formats/index.ts";
export type { Format, Reader, RowBatch, Writer } from "./formats/format.ts";
export { inspect, type Inspection } from "./pipeline/inspect.ts";
export { profile, type ProfileOptions, type ProfileOutcome } from "./pipeline/profile.ts";
export type { ProfileFiles } from "./pipeline/profile-files.ts";
export type { Alert } from "./profile/alerts.ts";
export type { ClockProfile } from "./profile/clock.ts";
export type {
  BinaryColumnProfile,
  BooleanColumnProfile,
  ColumnProfile,
  ListColumnProfile,
  NumberColumnProfile,
  OtherColumnProfile,
  StructColumnProfile,
  SummaryColumnProfile,
  TextColumnProfile,
  TimeColumnProfile,
  VectorColumnProfile,
} from "./profile/column-profile.ts";
export type { Correlations } from "./profile/correlations.ts";
export type { Extreme } from "./profile/number-column.ts";
export type { Measures, NumberProfile, NumberSummary, Outliers } from "./profile/number-profile.ts";
export type { MissingPattern } from "./profile/patterns.ts";
export type { MissingProfile, Profile, ProfileInput } from "./profile/profile.ts";
export type { Plan, PlanStage, RunOptions } from "./pipeline/plan.ts";
export type {
  AuditResult,
  ExampleCluster,
  OutputFile,
  RunOutcome,
  RunResult,
  RunStart,
  StageResult,
} from "./pipeline/result.ts";
export { refilter, type Refilter, type RefilterRequest } from "./pipeline/refilter.ts";
export { runPlan, type RunRequest } from "./pipeline/run.ts";
export { parsePlan, printPlan } from "./pipeline/yaml.ts";
export { drift, type DriftOptions, driftThresholds } from "./pipeline/drift/drift.ts";
export type {
  Chi2Result,
  ColumnDrift,
  Distribution,
  Drift,
  DriftKind,
  DriftTest,
  DriftThresholds,
  KsResult,
} from "./pipeline/drift/result.ts";
export { inferSchema } from "./pipeline/validate/infer.ts";
export type { RuleCount, SchemaChange, Validation, Violation } from "./pipeline/validate/result.ts";
export type { ValidationSchema } from "./pipeline/validate/schema.ts";
export { validate, type ValidateOptions } from "./pipeline/validate/validate.ts";
export { loadValidators, parseSchema } from "./pipeline/validate/yaml.ts";
export { registerValidator, rules } from "./rules/index.ts";
export * from "./rules/rule.ts";
export type { Column, ColumnKind } from "./rules/column.ts";
export type { Progress, Total } from "./telemetry/progress.ts";
export type { DeviceDescription, SelfCheck };

/** Opens a device: WebGPU through Dawn where there is a GPU, else WASM on worker threads. */
export async function openDevice(options: DeviceOptions = {}): Promise<Device> {
  return (await open(nodePlatform, options)).device;
}

/** What this machine can compute on, what would be chosen, and whether the devices agree. */
export interface DeviceSurvey {
  readonly devices: readonly DeviceDescription[];
  readonly reason: string;
  readonly node: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly budgetBytes: number;
  readonly check: SelfCheck;
}

/** Surveys the devices of this machine, and lets them check each other. */
export async function describeDevices(options: DeviceOptions = {}): Promise<DeviceSurvey> {
  const survey = await describe(nodePlatform, options);
  const usable = survey.devices
    .filter(({ available, software, chosen }) => available && (!software || chosen))
    .map(({ backend }) => backend);
  const { cores, memoryBytes } = nodePlatform;
  const check = await selfCheck(nodePlatform, [...new Set<BackendName>(usable)], options);
  const devices = survey.devices.map((device) => {
    const failure = check.failures.find(({ backend }) => backend === device.backend);
    return failure ? { ...device, available: false, detail: `fails: ${failure.message}` } : device;
  });
  return { ...survey, devices, node: process.versions.node, cores, memoryBytes, check };
}
