// #region Interfaces
export interface Alert {
  readonly level: "fix" | "look" | "note";
  readonly column: string;
  readonly finding: string;
  readonly rule: string;
  readonly remedy: string;
}
export interface AuditResult {
  readonly name: string;
  readonly of: "inputs" | "data";
  readonly passed: boolean | null;
  readonly finding: string;
  readonly seconds: number;
  readonly folder: string;
}
export interface BatchColumns {
  text(_: string): TextColumn;
  vectors(_: string): VectorColumn;
}
export interface Binding<T extends ElementType = ElementType> {
  readonly access: "read" | "read_write";
  readonly element: T;
  readonly atomic: boolean;
}
export interface Chi2Result {
  readonly statistic: number;
  readonly pValue: number;
  readonly degrees: number;
  readonly cramersV: number;
}
export interface ClockProfile {
  readonly rate: number | null;
  readonly medianStep: number | null;
  readonly jitter: number | null;
  readonly gaps: {
    readonly longerThan: number | null;
    readonly count: number;
    readonly longest: readonly Extreme[];
  };
  readonly back: number;
  readonly repeated: number;
  readonly steps: {
    readonly edges: readonly number[];
    readonly counts: readonly number[];
  };
}
export interface ColumnDrift {
  readonly kind: DriftKind;
  readonly of?: "length";
  readonly milliseconds?: number;
  readonly ks: KsResult | null;
  readonly psi: number | null;
  readonly chi2: Chi2Result | null;
  readonly wasserstein: number | null;
  readonly jensenShannon: number | null;
  readonly mmd: {
    readonly statistic: number;
    readonly pValue: number;
    readonly bandwidth: number;
    readonly rows: readonly [reference: number, current: number];
  } | null;
  readonly frechet: {
    readonly distance: number;
    readonly relative: number;
    readonly projected?: number;
  } | null;
  readonly classifier: {
    readonly auc: number;
    readonly pValue: number;
    readonly rows: readonly [reference: number, current: number];
  } | null;
  readonly dims?: readonly number[];
  readonly count: {
    readonly reference: number;
    readonly current: number;
  };
  readonly missing: {
    readonly reference: number;
    readonly current: number;
  };
  readonly sampled: {
    readonly reference: number;
    readonly current: number;
  } | null;
  readonly tests: readonly DriftTest[];
  readonly drifted: boolean;
  readonly reasons: readonly string[];
  readonly distribution: Distribution | null;
}
export interface ColumnRule<O extends Options = Options> extends Declared<O> {
  readonly scope: "column";
  readonly kinds?: readonly ColumnKind[];
  reads?(_: OptionValues<O>): readonly string[];
  open(_: OptionValues<O>, _: RuleContext): RuleRun | Promise<RuleRun>;
}
export interface Correlations {
  readonly columns: readonly string[];
  readonly pearson: readonly (readonly (number | null)[])[];
  readonly pearsonRows: number;
  readonly spearman: readonly (readonly (number | null)[])[];
  readonly spearmanRows: number;
}
export interface Dataset {
  readonly rowCount: number;
  readonly fields: readonly Field[];
  readonly declared: ReadonlySet<string>;
}
export interface DatasetRule<O extends Options = Options> extends Declared<O> {
  readonly scope: "dataset";
  judge(_: Dataset, _: OptionValues<O>): readonly string[];
}
export interface Device extends AsyncDisposable {
  readonly backend: BackendName;
  readonly name: string;
  readonly features: readonly string[];
  readonly maxBufferBytes: number;
  readonly memory: MemoryAccount;
  productInputs?(_: Kernel): ProductInputs;
  warmUp?(): void;
  prepare(_: Recording): Promise<Prepared>;
}
export interface DeviceDescription {
  readonly backend: BackendName;
  readonly name: string;
  readonly available: boolean;
  readonly software: boolean;
  readonly detail: string;
  readonly chosen: boolean;
}
export interface DeviceOptions {
  readonly prefer?: BackendName | "auto";
  readonly adapter?: string;
  readonly memoryFraction?: number;
  readonly memoryBytes?: number;
  readonly threads?: number;
}
export interface DeviceSurvey {
  readonly devices: readonly DeviceDescription[];
  readonly reason: string;
  readonly node: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly budgetBytes: number;
  readonly check: SelfCheck;
}
export interface Drift {
  readonly drifted: readonly string[];
  readonly columns: Readonly<Record<string, ColumnDrift>>;
  readonly rows: {
    readonly reference: number;
    readonly current: number;
  };
  readonly schema: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly retyped: readonly {
      readonly column: string;
      readonly from: string;
      readonly to: string;
    }[];
  };
  readonly thresholds: DriftThresholds;
  readonly reference: "data" | "profile";
  readonly seconds: number;
  readonly outputs: Readonly<Record<string, string>>;
}
export interface DriftOptions {
  readonly columns?: readonly string[];
  readonly ignore?: readonly string[];
  readonly format?: string;
  readonly thresholds?: Partial<DriftThresholds>;
  readonly out?: string;
  readonly force?: boolean;
  readonly memoryBytes?: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}
export interface DriftTest {
  readonly name: "ks" | "chi2" | "mmd" | "missing";
  readonly pValue: number;
  readonly adjusted: number;
  readonly effects: readonly {
    readonly name: string;
    readonly value: number;
    readonly threshold: number;
  }[];
  readonly drifted: boolean;
}
export interface DriftThresholds {
  readonly alpha: number;
  readonly ks: number;
  readonly psi: number;
  readonly cramersV: number;
  readonly frechet: number;
  readonly missing: number;
}
export interface ExampleCluster {
  readonly id: string;
  readonly size: number;
  readonly from: number;
  readonly to: number;
  readonly kept: {
    readonly text: string;
  };
  readonly removed: readonly {
    readonly text: string;
    readonly source: string;
    readonly rowIndex: number;
    readonly similarity: number;
  }[];
}
export interface Extreme {
  readonly value: number;
  readonly row: number;
}
export interface FieldRule<O extends Options = Options> extends Declared<O> {
  readonly scope: "field";
  judge(_: Field | undefined, _: OptionValues<O>): string | undefined;
}
export interface Format<O extends Options = Options> {
  readonly name: string;
  readonly doc: string;
  readonly extensions: readonly string[];
  readonly magic?: Uint8Array;
  sniff?(_: Uint8Array): boolean;
  readonly options: O;
  open(_: ByteSource, _: OptionValues<O>, _?: Schema, _?: object): Promise<Reader>;
  readonly folderMarker?: string;
  openFolder?(_: ByteFolder, _: OptionValues<O>): Promise<Reader>;
  create?(_: ByteSink, _: Schema, _: OptionValues<O>): Promise<Writer>;
  createEncoded?(_: ByteSink, _: EncodedRows): EncodedWriter;
}
export interface GlobalStage<O extends Options = Options> extends DeclaredStage<O> {
  readonly kind: "global";
  readonly phases: readonly string[];
  readonly measure: "equality" | "degree";
  describe?(_: OptionValues<O>): MethodSettings;
  refusesIndex?(_: OptionValues<O>): {
    readonly message: string;
    readonly rule: string;
    readonly fix: string;
  } | undefined;
  compares(_: OptionValues<O>): readonly string[] | "all";
  vectors?(_: OptionValues<O>): string;
  open(_: Device, _: OptionValues<O>): Promise<GlobalStageRun>;
}
export interface Inspection {
  readonly format: string;
  readonly rows: number;
  readonly schema: readonly {
    readonly name: string;
    readonly type: string;
  }[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly byteLength: number;
}
export interface Kernel<B extends Bindings = Bindings, P extends ParamTypes = ParamTypes> {
  readonly name: string;
  readonly params: P;
  readonly bindings: B;
  readonly workgroupSize: number;
  invocations(_: Params<P>): number;
  readonly wgsl: string;
  readonly variants?: readonly ShaderVariant[];
  readonly cuda?: string;
  readonly cudaInputs?: readonly ProductInputs[];
  readonly wasm?: string;
  readonly tolerance?: { readonly [K in keyof B]?: Tolerance; };
  cpu(_: Buffers<B>, _: Params<P>): void;
}
export interface KsResult {
  readonly statistic: number;
  readonly pValue: number;
  readonly method: "exact" | "asymptotic";
}
export interface MapStage<O extends Options = Options> extends DeclaredStage<O> {
  readonly kind: "map";
  reads(_: OptionValues<O>): readonly ReadColumn[];
  adds(_: OptionValues<O>): string;
  open(_: Device, _: OptionValues<O>, _: MapContext): Promise<MapStageRun>;
}
export interface Measures {
  readonly std: "population" | "sample";
  readonly quantiles: readonly number[];
  readonly top: number;
  readonly points: number;
}
export interface MissingPattern {
  readonly columns: readonly string[];
  readonly rows: number;
}
export interface MissingProfile {
  readonly share: number;
  readonly blockRows: number;
  readonly blocks: Readonly<Record<string, readonly number[]>>;
  readonly patterns: readonly MissingPattern[];
}
export interface NumberProfile {
  readonly count: number;
  readonly nulls: number;
  readonly nan: number;
  readonly infinite: {
    readonly positive: number;
    readonly negative: number;
  };
  readonly zeros: number;
  readonly negatives: number;
  readonly distinct: number;
  readonly distinctError: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly atMin: number;
  readonly atMax: number;
  readonly mean: number | null;
  readonly variance: number | null;
  readonly std: number | null;
  readonly skewness: number | null;
  readonly kurtosis: number | null;
  readonly quantiles: Readonly<Record<string, number>>;
  readonly quantileError: number;
  readonly histogram: {
    readonly edges: readonly number[];
    readonly counts: readonly number[];
  };
  readonly top: readonly {
    readonly value: number;
    readonly count: number;
  }[];
  readonly topError: number;
  readonly order: "constant" | "increasing" | "decreasing" | "rising" | "falling" | "none";
  readonly outliers?: {
    readonly iqr: Outliers;
    readonly mad: Outliers;
    readonly z: Outliers;
  };
  readonly distribution: readonly number[];
}
export interface Option<T = unknown> {
  readonly kind: OptionKind;
  readonly doc: string;
  readonly default: T;
  check?(_: T): string | undefined;
  readonly placeholder?: string;
  readonly alias?: string;
}
export interface Outliers {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly rows: readonly Extreme[];
}
export interface OutputFile {
  readonly path: string;
  readonly byteLength: number;
  readonly rows?: number;
}
export interface Plan {
  readonly inputs: readonly string[];
  readonly format?: string;
  readonly stages: readonly PlanStage[];
  readonly out: string;
  readonly to?: string;
  readonly index?: string;
  readonly against?: "all" | "index" | "self";
  readonly strict?: boolean;
  readonly skipBadFiles?: boolean;
}
export interface PlanStage {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}
export interface Prepared extends AsyncDisposable {
  run(_: Inputs, _?: Variables, _?: Residents): Promise<Outputs>;
  readonly kernelTimes: readonly KernelTime[];
}
export interface Profile {
  readonly version: 1;
  readonly sluice: string;
  readonly dataset: string;
  readonly inputs: readonly ProfileInput[];
  readonly rows: number;
  readonly rejected: number;
  readonly method: Readonly<Record<string, string>>;
  readonly leftOut?: readonly string[];
  readonly columns: Readonly<Record<string, ColumnProfile>>;
  readonly missing: MissingProfile;
  readonly correlations?: Correlations;
  readonly media?: Readonly<Record<string, MediaProfile>>;
  readonly alerts: readonly Alert[];
}
export interface ProfileInput {
  readonly path: string;
  readonly format: string;
  readonly byteLength: number;
  readonly firstRow: number;
  readonly rows: number;
}
export interface ProfileOptions {
  readonly format?: string;
  readonly columns?: readonly string[];
  readonly std?: Measures["std"];
  readonly quantiles?: readonly number[];
  readonly top?: number;
  readonly statistics?: "full" | "summary";
  readonly correlations?: boolean;
  readonly languages?: boolean;
  readonly media?: boolean;
  readonly threads?: number;
  readonly device?: DeviceOptions;
  readonly out?: string;
  readonly force?: boolean;
  readonly compare?: readonly string[];
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}
export interface ProfileOutcome {
  readonly profile: Profile;
  readonly compared?: Profile;
  readonly seconds: number;
  readonly bytesIn: number;
  readonly device?: {
    readonly backend: BackendName;
    readonly name: string;
  };
  readonly files?: ProfileFiles;
}
export interface Progress {
  start(_: string, _: string, _?: Total): void;
  advance(_: string, _: number, _: number): void;
  end(_: string): void;
  note(_: string): void;
}
export interface Reader {
  readonly schema: Schema;
  readonly inferred?: {
    readonly unsure: ReadonlySet<string>;
  };
  readonly nested?: readonly Field[];
  readonly rowCount: number | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
  read(_?: ReadRequest): AsyncIterable<RowBatch>;
  readonly readRaw?: (_?: ReadRequest) => AsyncIterable<RowBatch>;
  readonly copyRanges?: (_: AsyncIterable<RowRanges>, _?: AbortSignal) => AsyncIterable<Uint8Array>;
  readonly encodedRows?: (_: Uint8Array, _?: AbortSignal) => AsyncIterable<EncodedRows>;
  readonly columnChunks?: (_: string) => ColumnChunks | undefined;
  close(): Promise<void>;
}
export interface Recording {
  readonly label: string;
  readonly commands: readonly Command[];
  readonly slots: readonly Slot[];
  readonly slotOf: readonly number[];
  readonly constants: readonly {
    readonly to: Ref;
    readonly data: HostArray;
  }[];
  readonly peakBytes: number;
}
export interface Ref<T extends ElementType = ElementType> {
  readonly id: number;
  readonly element: T;
  readonly length: number;
  readonly label: string;
}
export interface Refilter {
  readonly from: string;
  readonly threshold: number;
  readonly out: string;
}
export interface Remedy {
  readonly where?: string;
  readonly rule?: string;
  readonly fix?: string;
  readonly cause?: unknown;
}
export interface RowBatch {
  readonly firstRow: number;
  readonly batch: RecordBatch;
  readonly rejected: readonly RejectedRow[];
  readonly ranges?: RowRanges;
}
export interface RowRule<O extends Options = Options> extends Declared<O> {
  readonly scope: "row";
  reads(_: OptionValues<O>): readonly string[];
  open(_: OptionValues<O>, _: RuleContext): RuleRun | Promise<RuleRun>;
}
export interface RuleBatch {
  readonly columns: ReadonlyMap<string, Column>;
  readonly rowCount: number;
  readonly firstRow: number;
  readonly source: number;
}
export interface RuleContext {
  readonly column: string;
  placeOf(_: number): string;
  scratch(): Promise<string>;
  readonly memoryBytes: number;
  readColumn(_: string, _: string): AsyncIterable<Column>;
}
export interface RuleCount {
  readonly column: string | null;
  readonly rule: string;
  readonly violations: number;
}
export interface RuleRun {
  check(_: RuleBatch, _: OnBroken): void | Promise<void>;
  finish?(): AsyncIterable<{
    readonly row: number;
    readonly message: string;
  }>;
  close?(): Promise<void>;
}
export interface RunOptions {
  readonly device?: DeviceOptions;
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly batchRows?: number;
  readonly shardBytes?: number;
}
export interface RunOutcome extends RunResult {
  readonly rejectedReasons: readonly {
    readonly reason: string;
    readonly count: number;
  }[];
  readonly recall?: {
    readonly threshold: number;
    readonly predicted?: number;
    readonly measured?: {
      readonly value: number;
      readonly sample: number;
    };
  };
  readonly examples: readonly ExampleCluster[];
}
export interface RunRequest extends RunOptions {
  readonly progress: Progress;
  readonly signal?: AbortSignal;
  readonly onStart?: (_: RunStart) => void;
  readonly examples?: number;
}
export interface RunResult {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly clusters: number;
  readonly seconds: number;
  readonly bytesIn: number;
  readonly device: {
    readonly backend: string;
    readonly name: string;
    readonly reason: string;
  };
  readonly stages: readonly StageResult[];
  readonly audits: readonly AuditResult[];
  readonly outputs: Readonly<Record<"data" | "duplicates" | "rejected" | "report" | "manifest", OutputFile>>;
}
export interface RunStart {
  readonly fileCount: number;
  readonly byteLength: number;
  readonly device: {
    readonly backend: string;
    readonly name: string;
    readonly budgetBytes: number;
  };
  readonly method: readonly string[];
  readonly phases: readonly string[];
}
export interface SchemaChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly retyped: readonly {
    readonly column: string;
    readonly from: string;
    readonly to: string;
  }[];
  readonly nullable: readonly string[];
}
export interface SelfCheck {
  readonly numbers: number;
  readonly devices: readonly BackendName[];
  readonly seconds: number;
  readonly mismatches: readonly string[];
  readonly failures: readonly {
    readonly backend: BackendName;
    readonly message: string;
  }[];
}
export interface StageResult {
  readonly name: string;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly duplicates: number;
  readonly clusters: number;
  readonly largestCluster: number;
  readonly seconds: number;
}
export interface TextColumn {
  readonly rowCount: number;
  readonly offsets: Uint32Array;
  readonly words: Uint32Array;
}
export interface ValidateOptions {
  readonly format?: string;
  readonly out?: string;
  readonly to?: string;
  readonly force?: boolean;
  readonly limit?: number;
  readonly memoryBytes?: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}
export interface Validation {
  readonly valid: boolean;
  readonly violations: readonly Violation[];
  readonly counts: {
    readonly rows: number;
    readonly rowsOut: number;
    readonly rejected: number;
    readonly violations: number;
    readonly rules: readonly RuleCount[];
  };
  readonly schema: SchemaChange;
  readonly seconds: number;
  readonly outputs: Readonly<Record<string, string>>;
}
export interface ValidationSchema {
  readonly columns?: Readonly<Record<string, Values>>;
  readonly rows?: readonly Values[];
  readonly dataset?: Values;
  readonly plugins?: readonly string[];
}
export interface ValueRule<O extends Options = Options> extends Declared<O> {
  readonly scope: "value";
  judge(_: unknown, _: OptionValues<O>): string | undefined;
}
export interface VectorColumn {
  readonly rowCount: number;
  readonly dims: number;
  readonly values: Float32Array;
  readonly valid?: Uint8Array;
}
export interface Violation {
  readonly column: string | null;
  readonly rule: string;
  readonly row: number | null;
  readonly source: string | null;
  readonly value?: string;
  readonly message: string;
}
export interface Writer {
  write(_: RecordBatch): Promise<void>;
  readonly writeRaw?: (_: RecordBatch) => Promise<void>;
  close(): Promise<void>;
}
// #endregion

// #region Types
export type BackendName = "cpu" | "wasm" | "webgpu" | "cuda";
export type BinaryColumnProfile = Common & {
  readonly kind: "binary";
  readonly sizes: NumberProfile;
};
export type BooleanColumnProfile = Common & Distinctness & {
  readonly kind: "boolean";
  readonly mean: number | null;
  readonly top: readonly {
    readonly value: boolean;
    readonly count: number;
  }[];
};
export type Buffers<B extends Bindings> = { readonly [K in keyof B]: HostArray<B[K]["element"]>; };
export type ColumnKind = "boolean" | "integer" | "float" | "decimal" | "text" | "binary" | "time" | "list" | "other";
export type ColumnProfile = NumberColumnProfile | TimeColumnProfile | BooleanColumnProfile | TextColumnProfile | BinaryColumnProfile | VectorColumnProfile | ListColumnProfile | StructColumnProfile | SummaryColumnProfile | OtherColumnProfile;
export type Distribution = {
  readonly kind: "bins";
  readonly edges: readonly number[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
} | {
  readonly kind: "values";
  readonly values: readonly string[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
};
export type DriftKind = "number" | "category" | "text" | "vector" | "other";
export type ElementType = "u32" | "i32" | "f32";
export type Inputs = Readonly<Record<string, HostArray>>;
export type ListColumnProfile = Common & {
  readonly kind: "list";
  readonly lengths: NumberProfile;
  readonly items?: NumberProfile;
};
export type NumberColumnProfile = Common & NumberProfile & {
  readonly kind: "number";
  readonly clock?: ClockProfile;
};
export type NumberSummary = Pick<NumberProfile, "nan" | "infinite" | "zeros" | "negatives" | "min" | "max" | "mean" | "variance" | "std" | "quantiles" | "quantileError">;
export type OnBroken = (_: number, _: () => string) => void;
export type OptionInput<O extends Options> = { readonly [K in keyof O]?: O[K] extends Option<infer T> ? T : never; };
export type OptionKind = {
  readonly type: "number";
  readonly min?: number;
  readonly max?: number;
  readonly integer: boolean;
} | {
  readonly type: "boolean";
} | {
  readonly type: "string";
} | {
  readonly type: "strings";
} | {
  readonly type: "oneOf";
  readonly values: readonly string[];
};
export type Options = Readonly<Record<string, Option>>;
export type OptionValues<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never; };
export type OtherColumnProfile = Common & {
  readonly kind: "other";
};
export type Outputs = Readonly<Record<string, HostArray>>;
export type Params<P extends ParamTypes> = { readonly [K in keyof P]: number; };
export type ProfileFiles = Readonly<Record<"report" | "profile" | "statistics", OutputFile>>;
export type RefilterRequest = Omit<RunRequest, "resume" | "batchRows">;
export type Rule<O extends Options = Options> = FieldRule<O> | ColumnRule<O> | RowRule<O> | DatasetRule<O> | ValueRule<O>;
export type Scalar = number | ((_: Variables) => number);
export type Stage = GlobalStage | MapStage;
export type StructColumnProfile = Common & {
  readonly kind: "struct";
  readonly fields: Readonly<Record<string, ColumnProfile>>;
};
export type SummaryColumnProfile = Common & {
  readonly kind: "summary";
  readonly numbers?: NumberSummary;
  readonly unitSeconds?: number;
  readonly from?: string;
  readonly to?: string;
  readonly least?: string;
  readonly greatest?: string;
};
export type TextColumnProfile = Common & Distinctness & {
  readonly kind: "text";
  readonly category: boolean;
  readonly empty: number;
  readonly duplicated: number;
  readonly top: readonly {
    readonly value: string;
    readonly count: number;
  }[];
  readonly topError: number;
  readonly characters: NumberProfile;
  readonly words: NumberProfile;
  readonly bytes: NumberProfile;
  readonly scripts: Readonly<Record<string, number>>;
  readonly languages?: Languages;
  readonly nonAlphanumeric: number;
  readonly lines: number;
  readonly duplicatedLines: number;
};
export type TimeColumnProfile = Common & NumberProfile & {
  readonly kind: "time";
  readonly unitSeconds: number;
  readonly from?: string;
  readonly to?: string;
  readonly clock: ClockProfile;
};
export type Total = {
  readonly items: number;
} | {
  readonly bytes: number;
};
export type VectorColumnProfile = Common & {
  readonly kind: "vector";
  readonly dims: readonly NumberProfile[];
  readonly norms: NumberProfile;
  readonly constant: readonly number[];
  readonly saturated: readonly {
    readonly dim: number;
    readonly end: "min" | "max";
    readonly share: number;
  }[];
};
// #endregion

// #region Classes
export declare class Column {
  #private;
  readonly name: string;
  readonly data: Data;
  readonly kind: ColumnKind;
  readonly rowCount: number;
  constructor(_: string, _: Data);
  get typeName(): string;
  get hasNulls(): boolean;
  isNull(_: number): boolean;
  get numbers(): Float64Array;
  get wholes(): BigInt64Array | BigUint64Array | undefined;
  get offsets(): ArrayLike<number>;
  get bytes(): Uint8Array;
  get items(): Column;
  value(_: number): unknown;
}
export declare class DeviceLostError extends EngineError {
  constructor(_: string, _?: Remedy);
}
export declare class DisposedError extends EngineError {
  constructor(_: string);
}
export declare class EngineError extends Error {
  readonly code: string;
  readonly where: string | undefined;
  readonly rule: string | undefined;
  readonly fix: string | undefined;
  constructor(_: string, _: string, { where, rule, fix, cause }?: Remedy);
}
export declare class FileError extends EngineError {
  constructor(_: string, _?: Remedy);
}
export declare class FormatError extends EngineError {
  readonly format: string;
  readonly file: string;
  readonly byteOffset: number | undefined;
  constructor(_: string, _: string, _: number | undefined, _: string, _?: Remedy);
}
export declare class GateError extends EngineError {
  constructor(_: string, _?: Remedy);
}
export declare class Graph {
  #private;
  readonly label: string;
  readonly refs: {
    readonly ref: Ref;
    readonly source: Source;
  }[];
  readonly steps: (Dispatch | Copy)[];
  readonly outputs: Output[];
  constructor(_: string);
  input<T extends ElementType>(_: string, _: T, _: number): Ref<T>;
  constant<T extends ElementType>(_: string, _: T, _: HostArray<T>): Ref<T>;
  scratch<T extends ElementType>(_: string, _: T, _: number): Ref<T>;
  kept<T extends ElementType>(_: string, _: T, _: number): Ref<T>;
  zeros<T extends ElementType>(_: string, _: T, _: number): Ref<T>;
  dispatch<B extends Bindings, P extends ParamTypes>(_: Kernel<B, P>, _: { readonly [K in keyof B]: Ref<B[K]["element"]>; }, _: { readonly [K in keyof P]: Scalar; }): void;
  copy(_: Ref, _: Ref): void;
  output(_: string, _: Ref, _?: Scalar): void;
}
export declare class KernelError extends EngineError {
  readonly kernel: string;
  constructor(_: string, _: string, _?: Remedy);
}
export declare class OptionError extends EngineError {
  readonly path: string;
  constructor(_: string, _: string, _?: Remedy);
}
export declare class OutOfMemoryError extends EngineError {
  readonly asked: number;
  readonly available: number;
  constructor(_: string, _: number, _: number, _?: Remedy);
}
export declare class SchemaError extends EngineError {
  readonly column: string;
  constructor(_: string, _: string, _?: Remedy);
}
export declare class UnsupportedError extends EngineError {
  constructor(_: string, _?: Remedy);
}
// #endregion

// #region Namespaces
export declare namespace kernels {
  export const affineColumns: Kernel<{
    readonly values: Binding<"f32">;
    readonly centers: Binding<"f32">;
    readonly centerRests: Binding<"f32">;
    readonly scales: Binding<"f32">;
    readonly result: Binding<"f32">;
  }, {
    readonly rows: "u32";
    readonly dims: "u32";
  }>;
  export const bandKeys: Kernel<{
    readonly signatures: Binding<"u32">;
    readonly hi: Binding<"u32">;
    readonly lo: Binding<"u32">;
  }, {
    readonly rowCount: "u32";
    readonly slots: "u32";
    readonly bands: "u32";
    readonly rowsPerBand: "u32";
  }>;
  export const ccFlatten: Kernel<{
    readonly parent: Binding<"u32">;
  }, {
    readonly count: "u32";
  }>;
  export const ccHook: Kernel<{
    readonly left: Binding<"u32">;
    readonly right: Binding<"u32">;
    readonly parent: Binding<"u32">;
  }, {
    readonly count: "u32";
  }>;
  export const charProjection: Kernel<{
    readonly offsets: Binding<"u32">;
    readonly words: Binding<"u32">;
    readonly sums: Binding<"i32">;
  }, {
    readonly rowCount: "u32";
    readonly ngram: "u32";
    readonly seed: "u32";
    readonly dims: "u32";
    readonly weight: "i32";
  }>;
  export const charShingleSets: Kernel<{
    readonly offsets: Binding<"u32">;
    readonly words: Binding<"u32">;
    readonly setStarts: Binding<"u32">;
    readonly hashes: Binding<"u32">;
    readonly counts: Binding<"u32">;
  }, {
    readonly rowCount: "u32";
    readonly ngram: "u32";
    readonly seed: "u32";
  }>;
  export const charSignature: Kernel<{
    readonly offsets: Binding<"u32">;
    readonly words: Binding<"u32">;
    readonly rounds: Binding<"u32">;
    readonly signatures: Binding<"u32">;
    readonly shingleCounts: Binding<"u32">;
  }, {
    readonly rowCount: "u32";
    readonly ngram: "u32";
    readonly seed: "u32";
    readonly slotBits: "u32";
  }>;
  export const columnHistogram: Kernel<{
    readonly values: Binding<"f32">;
    readonly prefixes: Binding<"u32">;
    readonly counts: Binding<"u32">;
  }, {
    readonly rows: "u32";
    readonly dims: "u32";
    readonly mask: "u32";
    readonly shift: "u32";
  }>;
  export const columnMoments: Kernel<{
    readonly values: Binding<"f32">;
    readonly moments: Binding<"u32">;
  }, {
    readonly rows: "u32";
    readonly dims: "u32";
  }>;
  export const columnProducts: Kernel<{
    readonly quantized: Binding<"u32">;
    readonly products: Binding<"u32">;
  }, {
    readonly pairs: "u32";
    readonly dims: "u32";
  }>;
  export const compact: Kernel<{
    readonly values: Binding<"u32">;
    readonly flags: Binding<"u32">;
    readonly positions: Binding<"u32">;
    readonly result: Binding<"u32">;
  }, {
    readonly count: "u32";
  }>;
  export const cudfSignature: Kernel<{
    readonly offsets: Binding<"u32">;
    readonly words: Binding<"u32">;
    readonly parameters: Binding<"u32">;
    readonly signatures: Binding<"u32">;
    readonly shingleCounts: Binding<"u32">;
  }, {
    readonly rowCount: "u32";
    readonly ngram: "u32";
    readonly hashSeed: "u32";
    readonly slots: "u32";
  }>;
  export const f64Histograms: Kernel<{
    readonly values: Binding<"u32">;
    readonly starts: Binding<"u32">;
    readonly ranges: Binding<"u32">;
    readonly bins: Binding<"u32">;
  }, {
    readonly tiles: "u32";
  }>;
  export const f64Limbs: Kernel<{
    readonly values: Binding<"u32">;
    readonly grids: Binding<"u32">;
    readonly limbs: Binding<"u32">;
  }, {
    readonly rows: "u32";
    readonly columns: "u32";
  }>;
  export const f64Powers: Kernel<{
    readonly values: Binding<"u32">;
    readonly starts: Binding<"u32">;
    readonly powers: Binding<"u32">;
  }, {
    readonly tiles: "u32";
  }>;
  export const f64Ranges: Kernel<{
    readonly values: Binding<"u32">;
    readonly starts: Binding<"u32">;
    readonly ranges: Binding<"u32">;
  }, {
    readonly tiles: "u32";
  }>;
  export const f64Registers: Kernel<{
    readonly values: Binding<"u32">;
    readonly starts: Binding<"u32">;
    readonly targets: Binding<"u32">;
    readonly registers: Binding<"u32">;
  }, {
    readonly tiles: "u32";
  }>;
  export const gather: Kernel<{
    readonly indices: Binding<"u32">;
    readonly values: Binding<"u32">;
    readonly result: Binding<"u32">;
  }, {
    readonly count: "u32";
  }>;
  export const gatherRows: Kernel<{
    readonly rows: Binding<"u32">;
    readonly values: Binding<"f32">;
    readonly result: Binding<"f32">;
  }, {
    readonly count: "u32";
    readonly dims: "u32";
  }>;
  export const iota: Kernel<{
    readonly result: Binding<"u32">;
  }, {
    readonly count: "u32";
  }>;
  export const jaccardPairs: Kernel<{
    readonly starts: Binding<"u32">;
    readonly counts: Binding<"u32">;
    readonly hashes: Binding<"u32">;
    readonly left: Binding<"u32">;
    readonly right: Binding<"u32">;
    readonly intersections: Binding<"u32">;
  }, {
    readonly pairCount: "u32";
  }>;
  export const keepEdges: Kernel<{
    readonly lower: Binding<"u32">;
    readonly higher: Binding<"u32">;
    readonly states: Binding<"u32">;
    readonly marks: Binding<"u32">;
  }, {
    readonly count: "u32";
  }>;
  export const keepRows: Kernel<{
    readonly marks: Binding<"u32">;
    readonly states: Binding<"u32">;
  }, {
    readonly count: "u32";
  }>;
  export const poolTokens: Kernel<{
    readonly values: Binding<"f32">;
    readonly lengths: Binding<"u32">;
    readonly result: Binding<"f32">;
  }, {
    readonly rows: "u32";
    readonly tokens: "u32";
    readonly width: "u32";
    readonly dims: "u32";
    readonly mode: "u32";
  }>;
  export const projectRows: Kernel<{
    readonly values: Binding<"f32">;
    readonly centers: Binding<"f32">;
    readonly centerRests: Binding<"f32">;
    readonly weights: Binding<"f32">;
    readonly offsets: Binding<"f32">;
    readonly result: Binding<"f32">;
  }, {
    readonly rows: "u32";
    readonly dims: "u32";
    readonly outputs: "u32";
  }>;
  export const quantizeRows: Kernel<{
    readonly values: Binding<"f32">;
    readonly centers: Binding<"f32">;
    readonly centerRests: Binding<"f32">;
    readonly scales: Binding<"f32">;
    readonly pairs: Binding<"u32">;
  }, {
    readonly rows: "u32";
    readonly dims: "u32";
  }>;
  export const radixHistogram: Kernel<{
    readonly keys: Binding<"u32">;
    readonly counts: Binding<"u32">;
  }, {
    readonly count: "u32";
    readonly shift: "u32";
  }>;
  export const radixScatter: Kernel<{
    readonly keys: Binding<"u32">;
    readonly values: Binding<"u32">;
    readonly offsets: Binding<"u32">;
    readonly sortedKeys: Binding<"u32">;
    readonly sortedValues: Binding<"u32">;
  }, {
    readonly count: "u32";
    readonly shift: "u32";
  }>;
  export const reduce: Kernel<{
    readonly values: Binding<"u32">;
    readonly results: Binding<"u32">;
  }, {
    readonly count: "u32";
    readonly operation: "u32";
  }>;
  export const rowHash: Kernel<{
    readonly offsets: Binding<"u32">;
    readonly words: Binding<"u32">;
    readonly hashes: Binding<"u32">;
  }, {
    readonly rowCount: "u32";
    readonly seed: "u32";
  }>;
  export const rowProducts: Kernel<{
    readonly a: Binding<"f32">;
    readonly b: Binding<"f32">;
    readonly products: Binding<"f32">;
  }, {
    readonly aRows: "u32";
    readonly bRows: "u32";
    readonly dims: "u32";
  }>;
  export const scan: Kernel<{
    readonly values: Binding<"u32">;
    readonly offsets: Binding<"u32">;
    readonly prefix: Binding<"u32">;
  }, {
    readonly count: "u32";
  }>;
  export const scatter: Kernel<{
    readonly indices: Binding<"u32">;
    readonly values: Binding<"u32">;
    readonly result: Binding<"u32">;
  }, {
    readonly count: "u32";
  }>;
  export const segmentHeads: Kernel<{
    readonly hi: Binding<"u32">;
    readonly lo: Binding<"u32">;
    readonly heads: Binding<"u32">;
  }, {
    readonly count: "u32";
  }>;
  export const sharedKeys: Kernel<{
    readonly heads: Binding<"u32">;
    readonly flags: Binding<"u32">;
  }, {
    readonly count: "u32";
  }>;
  export const similarPairs: Kernel<{
    readonly a: Binding<"f32">;
    readonly b: Binding<"f32">;
    readonly count: Binding<"u32">;
    readonly left: Binding<"u32">;
    readonly right: Binding<"u32">;
  }, {
    readonly aRows: "u32";
    readonly bRows: "u32";
    readonly dims: "u32";
    readonly threshold: "f32";
    readonly capacity: "u32";
    readonly triangular: "u32";
  }>;
  export const topProducts: Kernel<{
    readonly a: Binding<"f32">;
    readonly b: Binding<"f32">;
    readonly bias: Binding<"f32">;
    readonly scores: Binding<"f32">;
    readonly indices: Binding<"u32">;
  }, {
    readonly aRows: "u32";
    readonly bRows: "u32";
    readonly dims: "u32";
    readonly k: "u32";
    readonly firstColumn: "u32";
  }>;
  export const unitRows: Kernel<{
    readonly values: Binding<"f32">;
    readonly centers: Binding<"f32">;
    readonly centerRests: Binding<"f32">;
    readonly scales: Binding<"f32">;
    readonly result: Binding<"f32">;
  }, {
    readonly rows: "u32";
    readonly dims: "u32";
    readonly lanes: "u32";
    readonly mapped: "u32";
  }>;
  export const wordProjection: Kernel<{
    readonly offsets: Binding<"u32">;
    readonly words: Binding<"u32">;
    readonly sums: Binding<"i32">;
  }, {
    readonly rowCount: "u32";
    readonly ngram: "u32";
    readonly seed: "u32";
    readonly dims: "u32";
    readonly weight: "i32";
  }>;
  export const wordShingleSets: Kernel<{
    readonly offsets: Binding<"u32">;
    readonly words: Binding<"u32">;
    readonly setStarts: Binding<"u32">;
    readonly hashes: Binding<"u32">;
    readonly counts: Binding<"u32">;
  }, {
    readonly rowCount: "u32";
    readonly ngram: "u32";
    readonly seed: "u32";
  }>;
  export const wordSignature: Kernel<{
    readonly offsets: Binding<"u32">;
    readonly words: Binding<"u32">;
    readonly rounds: Binding<"u32">;
    readonly signatures: Binding<"u32">;
    readonly shingleCounts: Binding<"u32">;
  }, {
    readonly rowCount: "u32";
    readonly ngram: "u32";
    readonly seed: "u32";
    readonly slotBits: "u32";
  }>;
}
export declare namespace ops {
  export interface Banding {
    readonly bands: number;
    readonly rowsPerBand: number;
  }
  export class ColumnCovariances {
    #private;
    constructor(_: Float64Array, _: Float64Array);
    record(_: Graph, _: Ref<"f32">, _: Scalar): Ref<"u32">;
    add(_: Uint32Array): void;
    covariances(_: number): Float64Array;
    roundingVariance(_: number): number;
  }
  export interface ColumnGrid {
    readonly width: number;
    readonly zero: bigint;
  }
  export interface ColumnMap {
    readonly centers: Float32Array;
    readonly centerRests: Float32Array;
    readonly scales: Float32Array;
  }
  export interface ColumnSums {
    readonly zeros: Float64Array;
    readonly sums: Float64Array;
    readonly products: Float64Array;
  }
  export interface CudfSignatureOptions {
    readonly ngram: number;
    readonly slots: number;
    readonly seed: number;
  }
  export interface DoubleTiles {
    readonly values: Ref<"u32">;
    readonly starts: Ref<"u32">;
    readonly targets: Ref<"u32">;
    readonly registers: Ref<"u32">;
  }
  export interface Edges {
    readonly lower: Uint32Array;
    readonly higher: Uint32Array;
  }
  export interface KMeansOptions {
    readonly k: number;
    readonly seed?: number;
    readonly initial?: Float32Array;
    readonly iterations?: number;
    readonly tolerance?: number;
    readonly signal?: AbortSignal | undefined;
  }
  export interface KMeansResult {
    readonly centres: Matrix;
    readonly labels: Uint32Array;
    readonly inertia: number;
    readonly iterations: number;
    readonly converged: boolean;
  }
  export const MOMENT_TILE_ROWS: number;
  export class Moments {
    #private;
    readonly counts: Float64Array;
    readonly means: Float64Array;
    readonly squares: Float64Array;
    readonly mins: Float32Array;
    readonly maxs: Float32Array;
    constructor(_: number);
    addTiles(_: Uint32Array): void;
    merge(_: Moments): void;
  }
  export interface Nearest {
    readonly indices: Uint32Array;
    readonly scores: Float64Array;
    readonly others: Float64Array;
  }
  export class NearestRows implements AsyncDisposable {
    #private;
    constructor(_: Device, _: Matrix, _: number);
    find(_: Matrix, _: Float64Array): Promise<Nearest>;
    [Symbol.asyncDispose](): Promise<void>;
  }
  export type NormalizeStep = "nfc" | "nfkc" | "case" | "whitespace" | "punctuation";
  export class PairFinder implements AsyncDisposable {
    #private;
    constructor(_: Device, _?: number);
    between(_: Matrix, _: Matrix, _: number): Promise<RowPairs>;
    within(_: Matrix, _: number): Promise<RowPairs>;
    release(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
  }
  export interface PowerSums {
    readonly exponent: number;
    readonly sums: readonly [bigint, bigint, bigint, bigint];
  }
  export interface Projection {
    readonly centers: Float64Array;
    readonly weights: Float32Array;
    readonly offsets: Float32Array;
  }
  export class QuantileSearch {
    #private;
    readonly counts: Float64Array;
    constructor(_: number, _: readonly number[]);
    record(_: Graph, _: Ref<"f32">, _: Scalar): void;
    add(_: Readonly<Record<string, unknown>>): void;
    endPass(): boolean;
    quantiles(): Float64Array[];
  }
  export interface RowPairs {
    readonly left: Uint32Array;
    readonly right: Uint32Array;
  }
  export interface RowSteps {
    readonly map?: ColumnMap;
    readonly unit: boolean;
  }
  export const STATISTICS_TILE: number;
  export interface ShingleOptions {
    readonly unit: "char" | "word";
    readonly ngram: number;
    readonly seed: number;
  }
  export interface ShingleSets {
    readonly starts: Ref<"u32">;
    readonly counts: Ref<"u32">;
    readonly hashes: Ref<"u32">;
  }
  export interface SignatureOptions extends ShingleOptions {
    readonly slots: number;
  }
  export interface TextFeature extends ShingleOptions {
    readonly weight: number;
  }
  export interface TextRefs {
    readonly offsets: Ref<"u32">;
    readonly words: Ref<"u32">;
  }
  export interface TileStatistics {
    readonly range: Readonly<Record<keyof typeof RANGE_WORDS, number>>;
    readonly powers: readonly PowerSums[];
    readonly unfit: number;
    readonly bins: {
      readonly width: number | undefined;
      readonly base: number;
      readonly counts: readonly number[];
    };
  }
  export function bandKeys(_: Graph, _: Ref<"u32">, _: Scalar, { slots, bands, rowsPerBand }: Banding & {
    readonly slots: number;
  }): {
    hi: Ref<"u32">;
    lo: Ref<"u32">;
  };
  export function bandRecall(_: number, { bands, rowsPerBand }: Banding): number;
  export function buckets(_: Graph, _: Ref<"u32">, _: Ref<"u32">, _: Ref<"u32">, _: Scalar): {
    rows: Ref<"u32">;
    heads: Ref<"u32">;
    count: Ref<"u32">;
  };
  export function chooseBands(_: number, _: number): Banding;
  export function columnGrid(_: number, _: number): ColumnGrid;
  export function columnMap(_: Float64Array, _: Float64Array): ColumnMap;
  export function columnMoments(_: Graph, _: Ref<"f32">, { rows, dims }: {
    readonly rows: Scalar;
    readonly dims: number;
  }): {
    readonly moments: Ref<"u32">;
    readonly length: Scalar;
  };
  export function columnSums(_: Uint32Array, _: readonly ColumnGrid[]): ColumnSums;
  export function compact(_: Graph, _: Ref<"u32">, _: Ref<"u32">, _: Scalar): {
    values: Ref<"u32">;
    count: Ref<"u32">;
  };
  export function connectedComponents(_: Graph, _: Ref<"u32">, _: Ref<"u32">, _: Scalar, _: Scalar, _?: number | undefined): Ref<"u32">;
  export function cudfSignature(_: Graph, _: TextRefs, _: Scalar, { ngram, slots, seed }: CudfSignatureOptions): {
    signatures: Ref<"u32">;
    shingleCounts: Ref<"u32">;
  };
  export function doubleProducts(_: Graph, _: {
    readonly rows: number;
    readonly columns: number;
  }, { rows, columns }: {
    readonly rows: Scalar;
    readonly columns: Scalar;
  }): {
    readonly products: Ref<"u32">;
    readonly length: Scalar;
  };
  export function doubleStatistics(_: Graph, { values, starts, targets, registers }: DoubleTiles, _: Scalar): {
    readonly ref: Ref<"u32">;
    readonly name: keyof StatisticsWords;
    readonly length: Scalar;
  }[];
  export function exclusiveScan(_: Graph, _: Ref<"u32">, _: Scalar): {
    prefix: Ref<"u32">;
    total: Ref<"u32">;
  };
  export function gather(_: Graph, _: Ref<"u32">, _: Ref<"u32">, _: Scalar): Ref<"u32">;
  export function gridWords(_: readonly ColumnGrid[]): Uint32Array;
  export function jaccardPairs(_: Graph, _: ShingleSets, _: Ref<"u32">, _: Ref<"u32">, _: Scalar): Ref<"u32">;
  export function kMeans(_: Device, _: Matrix, { k, seed, initial, iterations, tolerance, signal }: KMeansOptions): Promise<KMeansResult>;
  export function keepRows(_: Device, _: Edges, _: number, _?: AbortSignal): Promise<Uint8Array>;
  export function normalizeRows(_: Graph, _: Ref<"f32">, _: {
    readonly rows: Scalar;
    readonly dims: number;
  }, { map, unit }: RowSteps): Ref<"f32">;
  export function normalizeText(_: TextColumn, _: readonly NormalizeStep[]): TextColumn;
  export function poolTokens(_: Graph, _: {
    readonly values: Ref<"f32">;
    readonly lengths: Ref<"u32">;
  }, _: {
    readonly rows: Scalar;
    readonly tokens: Scalar;
    readonly width: number;
    readonly dims: number;
  }, _: (typeof POOL_MODES)[number]): Ref<"f32">;
  export function productError(_: number, _?: ProductInputs): number;
  export function projectRows(_: Graph, _: Ref<"f32">, _: Scalar, { centers, weights, offsets }: Projection): Ref<"f32">;
  export function projectText(_: Graph, { offsets, words }: TextRefs, _: Scalar, _: readonly TextFeature[], _: number): Ref<"i32">;
  export function reduce(_: Graph, _: Ref<"u32">, _: Scalar, _: keyof typeof reductions): Ref<"u32">;
  export function rowHash(_: Graph, _: TextRefs, _: Scalar, _: number): Ref<"u32">;
  export function rowProducts(_: Graph, _: Ref<"f32">, _: Ref<"f32">, _: number, { aRows, bRows, dims }: {
    readonly aRows: Scalar;
    readonly bRows: number;
    readonly dims: number;
  }): Ref<"f32">;
  export function scatter(_: Graph, _: Ref<"u32">, _: Ref<"u32">, _: Scalar, _: number): Ref<"u32">;
  export function segmentHeads(_: Graph, _: Ref<"u32">, _: Ref<"u32">, _: Scalar): Ref<"u32">;
  export function shingleSetStarts(_: Uint32Array, _: "char" | "word"): {
    starts: Uint32Array;
    capacity: number;
  };
  export function shingleSets(_: Graph, _: TextRefs, _: SetsRoom, _: Scalar, { unit, ngram, seed }: ShingleOptions): ShingleSets;
  export function signature(_: Graph, _: TextRefs, _: Scalar, { unit, ngram, seed, slots }: SignatureOptions): {
    signatures: Ref<"u32">;
    shingleCounts: Ref<"u32">;
  };
  export function similar(_: number, _: number, _: number, _: number): boolean;
  export function sortPairs(_: Graph, _: Ref<"u32">, _: Ref<"u32">, _: Scalar, _?: number): {
    keys: Ref<"u32">;
    values: Ref<"u32">;
  };
  export function sortU64(_: Graph, _: Ref<"u32">, _: Ref<"u32">, _: Scalar): {
    order: Ref<"u32">;
    hi: Ref<"u32">;
    lo: Ref<"u32">;
  };
  export function tileStatistics(_: StatisticsWords, _: number): TileStatistics;
}
export declare namespace option {
  export interface NumberOptions<D> {
    readonly default: D;
    readonly min?: number;
    readonly max?: number;
    readonly integer?: boolean;
    readonly placeholder?: string;
  }
  export function boolean(_: string, _?: boolean): Option<boolean>;
  export function number<D extends number | undefined>(_: string, { default: value, integer, placeholder, ...range }: NumberOptions<D>): Option<D extends number ? number : number | undefined>;
  export function oneOf<const V extends readonly string[], D extends V[number] | undefined>(_: string, _: V, _: {
    readonly default: D;
  }): Option<D extends string ? V[number] : V[number] | undefined>;
  export function string<D extends string | undefined>(_: string, { default: value, placeholder, check }: {
    readonly default: D;
    readonly placeholder?: string;
    readonly check?: (_: string) => string | undefined;
  }): Option<D extends string ? string : string | undefined>;
  export function strings(_: string, _?: {
    readonly default?: readonly string[];
    readonly placeholder?: string;
    readonly alias?: string;
    readonly check?: (_: readonly string[]) => string | undefined;
  }): Option<readonly string[]>;
}
// #endregion

// #region Functions
export declare function atomic<T extends "u32" | "i32">(_: T): Binding<T>;
export declare function defineKernel<const B extends Bindings, const P extends ParamTypes>(_: Kernel<B, P>): Kernel<B, P>;
export declare function defineMapStage<const O extends Options>(_: Omit<MapStage<O>, "kind">): MapStage<O>;
export declare function defineRule<const O extends Options>(_: FieldRule<O>): FieldRule<O>;
export declare function defineRule<const O extends Options>(_: ColumnRule<O>): ColumnRule<O>;
export declare function defineRule<const O extends Options>(_: RowRule<O>): RowRule<O>;
export declare function defineRule<const O extends Options>(_: DatasetRule<O>): DatasetRule<O>;
export declare function defineRule<const O extends Options>(_: ValueRule<O>): ValueRule<O>;
export declare function defineStage<const O extends Options>(_: Omit<GlobalStage<O>, "kind">): GlobalStage<O>;
export declare function describeDevices(_?: DeviceOptions): Promise<DeviceSurvey>;
export declare function drift(_: readonly string[] | string, _: readonly string[] | string, _?: DriftOptions): Promise<Drift>;
export declare function execute(_: Device, _: Graph, _: Inputs, _?: Variables): Promise<Outputs>;
export declare function inferSchema(_: readonly string[], _?: Pick<ValidateOptions, "format" | "progress" | "signal">): Promise<string>;
export declare function inspect(_: string, { format, signal }?: {
  readonly format?: string;
  readonly signal?: AbortSignal;
}): Promise<Inspection>;
export declare function loadValidators(_: string): Promise<void>;
export declare function openDevice(_?: DeviceOptions): Promise<Device>;
export declare function parseOptions<O extends Options>(_: O, _: Readonly<Record<string, unknown>>, _: string): OptionValues<O>;
export declare function parsePlan(_: string, _?: Readonly<Record<string, unknown>>): {
  plan: Plan;
  runOptions: RunOptions;
};
export declare function parseSchema(_: string, _?: string): Promise<ValidationSchema>;
export declare function printPlan(_: Plan): string;
export declare function profile(_: readonly string[], _?: ProfileOptions): Promise<ProfileOutcome>;
export declare function read<T extends ElementType>(_: T): Binding<T>;
export declare function record(_: Graph): Recording;
export declare function refilter(_: Refilter, _?: Partial<RefilterRequest>): Promise<RunOutcome>;
export declare function registerStage(_: Stage): void;
export declare function registerValidator(_: Rule): void;
export declare function runPlan(_: Plan, _?: Partial<RunRequest>): Promise<RunOutcome>;
export declare function textColumn(_: readonly (string | Uint8Array)[]): TextColumn;
export declare function validate(_: readonly string[], _: ValidationSchema, _?: ValidateOptions): Promise<Validation>;
export declare function variable(_: string): Scalar;
export declare function vectorColumn(_: number, _: readonly (ArrayLike<number> | null)[]): VectorColumn;
export declare function write<T extends ElementType>(_: T): Binding<T>;
// #endregion

// #region Variables
export declare const driftThresholds: DriftThresholds;
export declare const formats: readonly Format[];
export declare const rules: readonly Rule[];
export declare const stages: readonly Stage[];
export declare const version: string;
// #endregion

// #region Referenced (internal)
type Bindings = Readonly<Record<string, Binding>>;
interface ByteFolder {
  readonly name: string;
  list(): Promise<readonly string[]>;
  open(_: string): Promise<ByteSource>;
}
interface ByteSink {
  readonly name: string;
  readonly byteLength: number;
  write(_: Uint8Array): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}
interface ByteSource {
  readonly name: string;
  readonly byteLength: number;
  read(_: number, _: number): Promise<Uint8Array>;
  readonly readInto?: (_: Uint8Array, _: number) => Promise<number>;
  stream(_?: AbortSignal): AsyncIterable<Uint8Array>;
  blob(): Promise<Blob>;
  close(): Promise<void>;
}
interface ColumnChunks {
  readonly kind: ValueKind;
  readonly optional: boolean;
  readonly chunks: readonly (Omit<Chunk, "struct"> & {
    readonly rows: number;
  })[];
}
type Command = {
  readonly kind: "upload";
  readonly name: string;
  readonly to: Ref;
} | {
  readonly kind: "clear";
  readonly to: Ref;
} | Dispatch | Copy | ({
  readonly kind: "download";
} & Output);
interface Common {
  readonly type: string;
  readonly count: number;
  readonly nulls: number;
}
interface Copy {
  readonly kind: "copy";
  readonly from: Ref;
  readonly to: Ref;
}
interface Declared<O extends Options> {
  readonly name: string;
  readonly doc: string;
  readonly options: O;
  readonly short?: keyof O & string;
  refuse?(_: OptionValues<O>): string | undefined;
}
interface DeclaredStage<O extends Options> {
  readonly name: string;
  readonly doc: string;
  readonly options: O;
}
interface Dispatch {
  readonly kind: "dispatch";
  readonly kernel: Kernel;
  readonly buffers: readonly Ref[];
  readonly params: readonly Scalar[];
}
interface Distinctness {
  readonly distinct: number;
  readonly distinctError: number;
}
interface EncodedRows {
  readonly rows: number;
  readonly kind: string;
}
interface EncodedWriter {
  write(_: EncodedRows): Promise<void>;
  close(): Promise<void>;
}
interface GlobalStageRun extends AsyncDisposable {
  observe(_: TextColumn, _?: VectorColumn): Promise<Observation>;
  finish(_: FinishRequest): Promise<Decisions>;
  similarities(_: RowStates, _: Uint32Array, _: Uint32Array): Promise<Float64Array>;
}
type HostArray<T extends ElementType = ElementType> = ArrayOf[T];
interface KernelTime {
  readonly kernel: string;
  readonly seconds: number;
}
interface Languages {
  readonly sampled: number;
  readonly shares: Readonly<Record<string, number>>;
}
interface MapContext {
  readFile(_: string): Promise<Uint8Array>;
  readonly models: ModelLibraries;
}
interface MapStageRun extends AsyncDisposable {
  readonly dims: number | undefined;
  readonly batchRows?: number;
  map(_: BatchColumns): Promise<MappedColumn>;
  readonly fit?: Fit;
  readonly notes: Readonly<Record<string, unknown>>;
  files?(): Readonly<Record<string, string>>;
}
interface MediaProfile {
  readonly by: "path" | "bytes";
  readonly references: number;
  readonly lookedAt: number;
  readonly missing: {
    readonly count: number;
    readonly examples: readonly string[];
  };
  readonly unreadable: {
    readonly count: number;
    readonly examples: readonly {
      readonly path: string;
      readonly reason: string;
    }[];
  };
  readonly bytes: MediaRange | null;
  readonly containers: readonly MediaCount[];
  readonly codecs: readonly MediaCount[];
  readonly sizes: readonly MediaCount[];
  readonly seconds: MediaRange | null;
  readonly rates: readonly MediaCount[];
}
declare class MemoryAccount {
  #private;
  readonly budget: number;
  splits: number;
  constructor(_: number);
  get used(): number;
  get peak(): number;
  reserve(_: string, _: number): void;
  release(_: number): void;
}
interface MethodSettings {
  readonly unit: "char" | "word";
  readonly ngram: number;
  readonly slots: number;
  readonly bands: number;
  readonly rowsPerBand: number;
  readonly threshold: number;
}
interface Output {
  readonly name: string;
  readonly ref: Ref;
  readonly length: Scalar;
}
type ParamTypes = Readonly<Record<string, ElementType>>;
type ProductInputs = "f32" | "f16" | "wgsl-f16" | "bf16" | "tf32" | "split";
interface ReadColumn {
  readonly name: string;
  readonly kind: "text" | "vector";
}
interface ReadRequest {
  readonly columns?: readonly string[];
  readonly checkAll?: boolean;
  readonly batchRows?: number;
  readonly batchBytes?: number;
  readonly ranges?: boolean;
  readonly remember?: boolean;
  readonly signal?: AbortSignal;
}
interface RejectedRow {
  readonly rowIndex: number;
  readonly reason: string;
}
type Residents = Readonly<Record<string, Resident>>;
interface RowRanges {
  readonly starts: Float64Array;
  readonly lengths: Uint32Array;
}
interface ShaderVariant {
  readonly needs: readonly ("shader-f16" | "subgroups")[];
  readonly inputs?: ProductInputs;
  readonly wgsl: string;
}
interface Slot {
  readonly byteLength: number;
  readonly labels: readonly string[];
}
type Source = {
  readonly kind: "scratch";
} | {
  readonly kind: "kept";
} | {
  readonly kind: "zero";
} | {
  readonly kind: "input";
  readonly name: string;
} | {
  readonly kind: "constant";
  readonly data: HostArray;
};
interface Tolerance {
  readonly ulps?: number;
  readonly absolute?: number;
}
type Values = Readonly<Record<string, unknown>>;
type Variables = Readonly<Record<string, number>>;
// #endregion
