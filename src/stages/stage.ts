import type { Options, OptionValues } from "../core/option.ts";
import type { TextColumn } from "../core/text-column.ts";
import type { VectorColumn } from "../core/vector-column.ts";
import type { Device } from "../graph/device.ts";
import type { ModelLibraries } from "./embed/model-libraries.ts";

/** State of a batch, column-contiguous: so many words a row for each column. */
export type RowState = Readonly<Record<string, Uint32Array>>;

/** What observing a batch yields: the state of its rows, and the texts to keep for verification. */
export interface Observation {
  readonly state: RowState;
  readonly texts: TextColumn;
}

/** Columns of a stretch of rows. */
export interface Stretch {
  /** Its first row. */
  readonly start: number;
  readonly rowCount: number;
  readonly columns: readonly Uint32Array[];
}

/** Words put aside for a while: in memory where they are few, on disk where they are many. */
export interface Scratch extends AsyncDisposable {
  /** Keeps a copy of the words, and says what to ask for them by. */
  put(words: Uint32Array): Promise<number>;
  /** Writes to `target` what was put. */
  take(id: number, target: Uint32Array): void;
  /** Forgets all of it. */
  clear(): void;
}

/** The states of all rows, in row order, wherever they are kept. */
export interface RowStates {
  readonly rowCount: number;
  /** One whole column of the state: as much memory as it has words. */
  column(name: string): Promise<Uint32Array>;
  /** Columns of all rows, in stretches of bounded size. */
  stretches(names: readonly string[]): AsyncIterable<Stretch>;
  /** What a column has for these rows (ascending), one row after the other. */
  words(name: string, rows: Uint32Array): Promise<Uint32Array>;
  /** Room for what does not fit in memory; to be disposed. */
  scratch(): Scratch;
  /** The kept texts of these rows (ascending), in that order. */
  texts(rows: Uint32Array): Promise<TextColumn>;
  /** The positions, ascending, at which the kept texts of rows `left[i]` and `right[i]` differ. */
  differing(left: Uint32Array, right: Uint32Array): Promise<Uint32Array>;
  /** Byte length of the kept text of each row. */
  textLengths(): Promise<Uint32Array>;
  /** A vector column that a stage compares, of all rows. */
  vectors(name: string): Promise<VectorColumn>;
}

/** What `finish` decides on. Rows are dense indices `0 … rowCount - 1`, in row-id order. */
export interface FinishRequest extends StageProgress {
  readonly states: RowStates;
  /** 1 for the rows that are still in. */
  readonly alive: Uint8Array;
  /** Rows by falling preference: of two duplicates the earlier one stays. Absent: row order. */
  readonly preference: Uint32Array | undefined;
  /** Group of each row: only rows of one group can be duplicates. Absent: one group. */
  readonly groups: Uint32Array | undefined;
  /** Rows below this one are of an index: they were decided in earlier runs. 0: no index. */
  readonly indexRows: number;
  /** 1 for the rows whose decision is asked for: not for all rows of an index. Absent: all are. */
  readonly asked?: Uint8Array;
  /** What this stage left in the index, run by run; absent where there is no index. */
  readonly earlier?: readonly StageMemory[];
  /** Whether the rows that are not of the index are compared with each other. */
  readonly amongNew: boolean;
  readonly signal: AbortSignal | undefined;
}

/** What a stage tells of its phases, for the progress bars. */
export interface StageProgress {
  /** May be called again when more is known of the total. */
  start(
    phase: string,
    unit: string,
    total?: { readonly items: number } | { readonly bytes: number },
  ): void;
  /** Work done since the last call. */
  advance(phase: string, items: number, bytes: number): void;
  end(phase: string): void;
}

/** The rows to remove, ascending, each with the row that is kept instead. */
export interface Decisions {
  readonly removed: Uint32Array;
  readonly kept: Uint32Array;
  /** Similarity of the removed row to the kept row, 0 to 1. */
  readonly similarity: Float64Array;
  /** Counts and settings for the manifest and the report. */
  readonly notes: Readonly<Record<string, unknown>>;
  /** What a stricter threshold would be decided on; absent where the stage cannot say. */
  readonly revisable?: Revisable;
  /** What the next run with the index is told of this one. */
  readonly memory?: StageMemory;
}

/** What a stage keeps in an index of one run: arrays of words by name. */
export type StageMemory = Readonly<Record<string, Uint32Array>>;

/** The rows that a stricter threshold may decide otherwise. All others stay as they are. */
export interface Revisable {
  /** 1 for each such row, and for each row that one of them must be compared with. */
  readonly rows: Uint8Array;
  /** For a row with the text of a preferred one, that one plus one: it shares its fate. Else 0. */
  readonly copyOf: Uint32Array;
}

/** A stage opened on a device for one run. */
export interface GlobalStageRun extends AsyncDisposable {
  /** `vectors` is there where the stage compares a vector column. */
  observe(texts: TextColumn, vectors?: VectorColumn): Promise<Observation>;
  finish(request: FinishRequest): Promise<Decisions>;
  /** Similarity of rows `left[i]` and `right[i]`, as this stage measures it. */
  similarities(states: RowStates, left: Uint32Array, right: Uint32Array): Promise<Float64Array>;
}

/** How similar texts are found. */
export interface MethodSettings {
  readonly unit: "char" | "word";
  readonly ngram: number;
  readonly slots: number;
  readonly bands: number;
  readonly rowsPerBand: number;
  readonly threshold: number;
}

/** What every step that a user names declares: function, YAML key, flags and docs derive from it. */
interface DeclaredStage<O extends Options> {
  readonly name: string;
  readonly doc: string;
  readonly options: O;
}

/** A stage that decides on the whole dataset which rows go. */
export interface GlobalStage<O extends Options = Options> extends DeclaredStage<O> {
  readonly kind: "global";
  /** What `finish` goes through, in the order in which it starts. */
  readonly phases: readonly string[];
  /** Whether its similarity is a matter of yes or no, or of degree. */
  readonly measure: "equality" | "degree";
  /** The settings that a sentence about the method quotes, where there is more to say. */
  describe?(options: OptionValues<O>): MethodSettings;
  /** Why runs with these options cannot be continued by an index; undefined where they can. */
  refusesIndex?(
    options: OptionValues<O>,
  ): { readonly message: string; readonly rule: string; readonly fix: string } | undefined;
  /** Columns whose values are compared as text, or all of them. */
  compares(options: OptionValues<O>): readonly string[] | "all";
  /** The vector column that is compared, where one is. */
  vectors?(options: OptionValues<O>): string;
  /** Prepares the stage for one run on a device. */
  open(device: Device, options: OptionValues<O>): Promise<GlobalStageRun>;
}

/** A column that a map stage reads. */
export interface ReadColumn {
  readonly name: string;
  readonly kind: "text" | "vector";
}

/** Columns of one batch by name; all have the same rows. */
export interface BatchColumns {
  /** A text column that the stage said it reads. */
  text(name: string): TextColumn;
  /** A vector column that the stage said it reads. */
  vectors(name: string): VectorColumn;
}

/** What a map stage learns from the whole dataset before its first batch. */
export interface Fit {
  observe(columns: BatchColumns): Promise<void>;
  /** Ends a pass over the data; another follows where it is not enough. */
  finish(): Promise<void | "again">;
}

/** Numbers by name, to be added up over batches. */
export type Counts = Readonly<Record<string, number>>;

/** What a map stage makes of a batch. */
export interface MappedColumn extends VectorColumn {
  /** What was counted on the way, for the manifest. */
  readonly counts?: Counts;
}

/** A map stage opened on a device for one run. */
export interface MapStageRun extends AsyncDisposable {
  /** Numbers of a vector, where they are known before the first batch. */
  readonly dims: number | undefined;
  /** Rows of a batch, at most, where a row takes so long that a run could not be followed. */
  readonly batchRows?: number;
  /** The new column, a vector or none for each row, whatever batch the row is in. */
  map(columns: BatchColumns): Promise<MappedColumn>;
  /** There where a pass over the data must come first. */
  readonly fit?: Fit;
  /** What it was done with, for the manifest; an index is refused where it differs. */
  readonly notes: Readonly<Record<string, unknown>>;
  /** Texts to be written to `fitted/`, beside `data/`, by file name. */
  files?(): Readonly<Record<string, string>>;
}

/** What a map stage is given besides its options. */
export interface MapContext {
  /** The bytes of a file or URL that the options name. */
  readFile(path: string): Promise<Uint8Array>;
  /** What runs models; loaded when one is used. */
  readonly models: ModelLibraries;
}

/** A stage that gives each row a vector, made from other columns of that row. */
export interface MapStage<O extends Options = Options> extends DeclaredStage<O> {
  readonly kind: "map";
  /** The columns that it makes its own from. */
  reads(options: OptionValues<O>): readonly ReadColumn[];
  /** Name of the column that it adds, or replaces. */
  adds(options: OptionValues<O>): string;
  /** Prepares the stage for one run on a device. */
  open(device: Device, options: OptionValues<O>, context: MapContext): Promise<MapStageRun>;
}

/** A step that a user names. */
export type Stage = GlobalStage | MapStage;

/** Declares a stage that removes rows; the types of its options are inferred from the declaration. */
/* @__NO_SIDE_EFFECTS__ */
export function defineStage<const O extends Options>(
  stage: Omit<GlobalStage<O>, "kind">,
): GlobalStage<O> {
  return { kind: "global", ...stage };
}

/** Declares a stage that adds a column; the types of its options are inferred from the declaration. */
/* @__NO_SIDE_EFFECTS__ */
export function defineMapStage<const O extends Options>(
  stage: Omit<MapStage<O>, "kind">,
): MapStage<O> {
  return { kind: "map", ...stage };
}
