import type { Options } from "../core/option.ts";
import type { Plan, PlanStage, RunOptions } from "../pipeline/plan.ts";
import type { RunResult } from "../pipeline/result.ts";
import type { DeviceOptions } from "../runtime/options.ts";
import type { Progress } from "../telemetry/progress.ts";
import type { ExampleCluster } from "./clusters.ts";
import type { RunStart } from "./header.ts";

export type { OutputFile, RunResult, StageResult } from "../pipeline/result.ts";
export type { Option, OptionKind, Options } from "../core/option.ts";
export type { DeviceOptions, Plan, PlanStage, Progress, RunOptions };

/** What the command line shows of a run beyond what `--json` prints. */
export interface RunOutcome extends Omit<RunResult, "outputs"> {
  /** A conversion writes fewer files. */
  readonly outputs: Partial<RunResult["outputs"]>;
  /** Reasons of the rejected rows, most frequent first. */
  readonly rejectedReasons?: readonly { readonly reason: string; readonly count: number }[];
  readonly recall?: {
    readonly threshold: number;
    readonly predicted: number;
    readonly measured?: { readonly value: number; readonly sample: number };
  };
  readonly examples?: readonly ExampleCluster[];
}

export interface ShownRun extends RunOptions {
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Called once, before the first phase. */
  readonly onStart: (start: RunStart) => void;
  /** Example clusters wanted in the outcome. */
  readonly examples: number;
}

export interface Inspection {
  readonly format: string;
  readonly rows: number;
  readonly schema: readonly { readonly name: string; readonly type: string }[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly byteLength: number;
}

export interface DeviceSurvey {
  readonly devices: readonly {
    readonly backend: string;
    readonly name: string;
    readonly available: boolean;
    readonly software: boolean;
    readonly detail: string;
    readonly chosen: boolean;
  }[];
  /** A sentence: what was chosen, and why. */
  readonly reason: string;
  readonly node: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly budgetBytes: number;
  readonly check?: {
    readonly kernels: number;
    readonly devices: readonly string[];
    readonly seconds: number;
    /** Names of the kernels whose integers differ. */
    readonly mismatches: readonly string[];
  };
}

interface NamedOptions {
  readonly name: string;
  readonly doc: string;
  readonly options: Options;
}

/** What the command line asks of the engine. */
export interface Api {
  readonly stages: readonly NamedOptions[];
  readonly formats: readonly (NamedOptions & { readonly create?: unknown })[];
  readonly runPlan: (plan: Plan, run: ShownRun) => Promise<RunOutcome>;
  readonly inspect: (path: string, options: { readonly format?: string }) => Promise<Inspection>;
  readonly describeDevices: (options: DeviceOptions) => Promise<DeviceSurvey>;
  readonly parsePlan: (
    yaml: string,
    overrides: Readonly<Record<string, unknown>>,
  ) => { readonly plan: Plan; readonly runOptions: RunOptions };
  readonly printPlan: (plan: Plan) => string;
}
