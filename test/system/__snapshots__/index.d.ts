// #region Interfaces
export interface BatchColumns {
  text(_: string): TextColumn;
  vectors(_: string): VectorColumn;
}
export interface Binding<T extends ElementType = ElementType> {
  readonly access: "read" | "read_write";
  readonly element: T;
  readonly atomic: boolean;
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
export interface DeviceOptions {
  readonly prefer?: BackendName | "auto";
  readonly adapter?: string;
  readonly memoryFraction?: number;
  readonly memoryBytes?: number;
  readonly threads?: number;
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
export interface MapStage<O extends Options = Options> extends DeclaredStage<O> {
  readonly kind: "map";
  reads(_: OptionValues<O>): readonly ReadColumn[];
  adds(_: OptionValues<O>): string;
  open(_: Device, _: OptionValues<O>, _: MapContext): Promise<MapStageRun>;
}
export interface Option<T = unknown> {
  readonly kind: OptionKind;
  readonly doc: string;
  readonly default: T;
  check?(_: T): string | undefined;
  readonly placeholder?: string;
  readonly alias?: string;
}
export interface Prepared extends AsyncDisposable {
  run(_: Inputs, _?: Variables, _?: Residents): Promise<Outputs>;
  readonly kernelTimes: readonly KernelTime[];
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
export interface Remedy {
  readonly where?: string;
  readonly rule?: string;
  readonly fix?: string;
  readonly cause?: unknown;
}
export interface TextColumn {
  readonly rowCount: number;
  readonly offsets: Uint32Array;
  readonly words: Uint32Array;
}
export interface VectorColumn {
  readonly rowCount: number;
  readonly dims: number;
  readonly values: Float32Array;
  readonly valid?: Uint8Array;
}
// #endregion

// #region Types
export type BackendName = "cpu" | "wasm" | "webgpu" | "cuda";
export type Buffers<B extends Bindings> = { readonly [K in keyof B]: HostArray<B[K]["element"]>; };
export type ElementType = "u32" | "i32" | "f32";
export type Inputs = Readonly<Record<string, HostArray>>;
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
export type Outputs = Readonly<Record<string, HostArray>>;
export type Params<P extends ParamTypes> = { readonly [K in keyof P]: number; };
export type Scalar = number | ((_: Variables) => number);
export type Stage = GlobalStage | MapStage;
// #endregion

// #region Classes
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
export declare function defineStage<const O extends Options>(_: Omit<GlobalStage<O>, "kind">): GlobalStage<O>;
export declare function execute(_: Device, _: Graph, _: Inputs, _?: Variables): Promise<Outputs>;
export declare function openDevice(_?: DeviceOptions): Promise<Device>;
export declare function parseOptions<O extends Options>(_: O, _: Readonly<Record<string, unknown>>, _: string): OptionValues<O>;
export declare function read<T extends ElementType>(_: T): Binding<T>;
export declare function record(_: Graph): Recording;
export declare function registerStage(_: Stage): void;
export declare function textColumn(_: readonly (string | Uint8Array)[]): TextColumn;
export declare function variable(_: string): Scalar;
export declare function vectorColumn(_: number, _: readonly (ArrayLike<number> | null)[]): VectorColumn;
export declare function write<T extends ElementType>(_: T): Binding<T>;
// #endregion

// #region Variables
export declare const stages: readonly Stage[];
export declare const version: string;
// #endregion

// #region Referenced (internal)
type Bindings = Readonly<Record<string, Binding>>;
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
interface Copy {
  readonly kind: "copy";
  readonly from: Ref;
  readonly to: Ref;
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
type Residents = Readonly<Record<string, Resident>>;
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
type Variables = Readonly<Record<string, number>>;
// #endregion
