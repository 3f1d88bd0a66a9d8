import type {
  DeviceOptions,
  DeviceSurvey,
  Inspection,
  Options,
  Plan,
  ProfileOptions,
  ProfileOutcome,
  Refilter,
  RefilterRequest,
  RunOptions,
  RunOutcome,
  RunRequest,
  Drift,
  DriftOptions,
  ValidateOptions,
  Validation,
  ValidationSchema,
} from "../node.ts";

export type {
  ColumnProfile,
  ColumnDrift,
  DeviceOptions,
  Drift,
  DriftThresholds,
  ExampleCluster,
  NumberProfile,
  Option,
  OptionKind,
  Options,
  OutputFile,
  Plan,
  Profile,
  Progress,
  Refilter,
  RunOptions,
  RunOutcome,
  RunRequest,
  RunStart,
  SummaryColumnProfile,
  Total,
  Validation,
} from "../node.ts";
export type { DeviceSurvey, Inspection, ProfileOptions, ProfileOutcome };

interface Declared {
  readonly name: string;
  readonly doc: string;
  readonly options: Options;
}

/** What the command line asks of the engine; `src/node.ts` has all of it. */
export interface Api {
  readonly stages: readonly Declared[];
  readonly formats: readonly (Declared & { readonly create?: unknown })[];
  readonly runPlan: (plan: Plan, request: RunRequest) => Promise<RunOutcome>;
  readonly refilter: (what: Refilter, request: RefilterRequest) => Promise<RunOutcome>;
  readonly inspect: (path: string, options: { readonly format?: string }) => Promise<Inspection>;
  readonly profile: (inputs: readonly string[], options: ProfileOptions) => Promise<ProfileOutcome>;
  readonly describeDevices: (options: DeviceOptions) => Promise<DeviceSurvey>;
  readonly parsePlan: (
    yaml: string,
    overrides: Readonly<Record<string, unknown>>,
  ) => { readonly plan: Plan; readonly runOptions: RunOptions };
  readonly printPlan: (plan: Plan) => string;
  readonly validate: (
    inputs: readonly string[],
    schema: ValidationSchema,
    options: ValidateOptions,
  ) => Promise<Validation>;
  readonly drift: (reference: string, current: string, options: DriftOptions) => Promise<Drift>;
  readonly inferSchema: (
    inputs: readonly string[],
    options: Pick<ValidateOptions, "format" | "progress" | "signal">,
  ) => Promise<string>;
  readonly parseSchema: (yaml: string, folder: string) => Promise<ValidationSchema>;
  readonly loadValidators: (path: string) => Promise<void>;
}
