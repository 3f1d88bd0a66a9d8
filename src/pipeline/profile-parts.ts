import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { DataType, Schema } from "apache-arrow";
import type { Reader, RowBatch } from "../formats/format.ts";
import type { ColumnState } from "../profile/column.ts";
import { Dataset, type DatasetState } from "../profile/dataset.ts";
import { Engine } from "../profile/engine.ts";
import { MissingPatterns } from "../profile/patterns.ts";
import type { ProfileInput } from "../profile/profile.ts";
import { isCorrelated, Relations } from "../profile/relations.ts";
import type { InputSource } from "./inputs.ts";

/** Rows of a reader's batch. */
const BATCH_ROWS = 65_536;
/** With fewer rows a thread takes longer to start than it saves. */
const LEAST_ROWS = 200_000;
/** Formats that read some columns without the others. */
const COLUMNAR = new Set(["parquet"]);

/** What is read, and what of it is wanted. */
export interface Reading {
  readonly columns?: readonly string[] | undefined;
  readonly correlate: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Hears of bytes and rows as they are read. */
  readonly onSource?: (source: InputSource) => SourceWatch;
}

export interface SourceWatch {
  readonly onBytes: (bytes: number) => void;
  rows(rows: RowBatch, reader: Reader): void;
  end(): void;
}

/** What was read: the state of the columns, and where the rows of each source are. */
export interface Observed {
  readonly state: DatasetState;
  readonly inputs: readonly ProfileInput[];
  readonly rejected: number;
}

/** Calls back for each run of good rows with the place of its first one over all sources. */
async function eachBatch(
  sources: readonly InputSource[],
  { columns, signal, onSource }: Omit<Reading, "correlate">,
  visit: (batch: RowBatch["batch"], firstRow: number) => void,
): Promise<Omit<Observed, "state"> & { readonly schema: Schema | undefined }> {
  let firstRow = 0;
  let rejected = 0;
  let schema: Schema | undefined;
  const inputs: ProfileInput[] = [];
  for (const source of sources) {
    const watch = onSource?.(source);
    const reader = await source.open(watch?.onBytes);
    const start = firstRow;
    try {
      const request = {
        batchRows: BATCH_ROWS,
        ...(columns && { columns }),
        ...(signal && { signal }),
      };
      for await (const rows of reader.read(request)) {
        signal?.throwIfAborted();
        goodRuns(rows, start, visit);
        rejected += rows.rejected.length;
        firstRow = start + rows.firstRow + rows.batch.numRows + rows.rejected.length;
        watch?.rows(rows, reader);
      }
      schema ??= reader.schema;
      watch?.end();
    } finally {
      await reader.close();
    }
    const { name: path, byteLength, format } = source;
    inputs.push({ path, format: format.name, byteLength, firstRow: start, rows: firstRow - start });
  }
  return { inputs, rejected, schema };
}

function goodRuns(
  { batch, firstRow, rejected }: RowBatch,
  before: number,
  visit: (batch: RowBatch["batch"], firstRow: number) => void,
): void {
  let row = before + firstRow;
  let from = 0;
  const take = (count: number): void => {
    if (count > 0) visit(count === batch.numRows ? batch : batch.slice(from, from + count), row);
    from += count;
    row += count;
  };
  for (const { rowIndex } of rejected) {
    take(before + rowIndex - row);
    row++;
  }
  take(batch.numRows - from);
}

/** Reads all columns in this thread. `of` is how many share the memory with those of others. */
export async function observeHere(
  sources: readonly InputSource[],
  reading: Reading,
  of?: number,
): Promise<Observed> {
  const engine = await Engine.open();
  const options = { correlate: reading.correlate, ...(of !== undefined && { of }) };
  let dataset: Dataset | undefined;
  const { schema, ...rest } = await eachBatch(sources, reading, (batch, firstRow) => {
    dataset ??= new Dataset(engine, batch.schema, options);
    dataset.observe(batch, firstRow);
  });
  dataset ??= new Dataset(engine, chosen(schema!, reading.columns), options);
  return { state: dataset.state(), ...rest };
}

/** The columns in the order in which they were named. */
function chosen(schema: Schema, columns: readonly string[] | undefined): Schema {
  if (!columns) return schema;
  return new Schema(
    columns.flatMap((name) => schema.fields.filter((field) => field.name === name)),
  );
}

const threadFile = new URL(
  import.meta.url.endsWith(".ts") ? "./profile-thread.ts" : "./profile-thread.js",
  import.meta.url,
);

/** The columns that each thread takes, where the data can be read by columns and are worth it. */
export async function columnGroups(
  sources: readonly InputSource[],
  columns: readonly string[] | undefined,
  threads: number,
): Promise<readonly (readonly string[])[] | undefined> {
  if (threads < 2 || !sources.every(({ format }) => COLUMNAR.has(format.name))) return undefined;
  if (!existsSync(fileURLToPath(threadFile))) return undefined;
  let rows = 0;
  let schema: Schema | undefined;
  for (const source of sources) {
    const reader = await source.open();
    rows += reader.rowCount ?? 0;
    schema ??= reader.schema;
    await reader.close();
  }
  if (!schema || rows < LEAST_ROWS) return undefined;
  const fields = chosen(schema, columns).fields.map(
    ({ name, type }) => [name, weightOf(type as DataType)] as const,
  );
  if (fields.length < 2) return undefined;
  const groups = Array.from({ length: Math.min(threads, fields.length) }, () => ({
    weight: 0,
    names: [] as string[],
  }));
  for (const [name, weight] of fields.toSorted(([, a], [, b]) => b - a)) {
    const lightest = groups.reduce((least, group) => (group.weight < least.weight ? group : least));
    lightest.names.push(name);
    lightest.weight += weight;
  }
  return groups.map(({ names }) => names);
}

/** Roughly how long a value of a type takes. */
function weightOf(type: DataType): number {
  if (DataType.isUtf8(type)) return 4;
  if (DataType.isFixedSizeList(type)) return type.listSize;
  if (DataType.isList(type)) return 16;
  if (DataType.isTimestamp(type)) return 2;
  return DataType.isBool(type) ? 0.2 : 1;
}

/** What a thread is told: columns by name, and where to find them. */
export interface ThreadWork {
  readonly inputs: readonly string[];
  readonly columns: readonly string[];
  readonly of: number;
}

/** What a thread tells: rows as they are done, and at the end what it found. */
export type ThreadNews =
  | { readonly rows: number; readonly bytes: number }
  | { readonly observed: Observed };

/**
 * Reads groups of columns on threads of their own. Every column is taken in by one thread, in the order
 * of the rows, so that the result is the same for any number of threads. What concerns several columns
 * is found here: correlations meanwhile, and which columns miss values together when it is known which
 * miss any.
 */
export async function observeApart(
  sources: readonly InputSource[],
  groups: readonly (readonly string[])[],
  { columns, correlate, signal }: Reading,
  onNews: (rows: number, bytes: number) => void,
): Promise<Observed> {
  const inputs = sources.map(({ name }) => name);
  const of = groups.reduce((sum, group) => sum + group.length, 0);
  const threads = groups.map((group, i) =>
    runThread({ inputs, columns: group, of }, signal, i === 0 ? onNews : undefined),
  );
  const related = correlate ? relate(sources, columns, signal) : undefined;
  const [parts, correlations] = await Promise.all([Promise.all(threads), related]);
  const found = new Map(parts.flatMap(({ state }) => state.columns));
  const [first] = parts;
  const reader = await sources[0]!.open();
  const names = chosen(reader.schema, columns).fields.map(({ name }) => name);
  await reader.close();
  const states = names.map((name) => [name, found.get(name)!] as const);
  return {
    inputs: first!.inputs,
    rejected: first!.rejected,
    state: {
      rows: first!.state.rows,
      columns: states,
      ...(correlations && { correlations }),
      patterns: await patternsOf(sources, states, first!.state.rows, signal),
    },
  };
}

async function runThread(
  work: ThreadWork,
  signal: AbortSignal | undefined,
  onNews: ((rows: number, bytes: number) => void) | undefined,
): Promise<Observed> {
  const worker = new Worker(threadFile, { workerData: work, execArgv: [], name: "sluice-profile" });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener("abort", stop);
  try {
    return await new Promise<Observed>((resolve, reject) => {
      worker.on("message", (news: ThreadNews) => {
        if ("observed" in news) resolve(news.observed);
        else onNews?.(news.rows, news.bytes);
      });
      worker.on("error", reject);
      worker.on("exit", (code) => {
        reject(signal?.aborted ? signal.reason : new Error(`a thread ended with code ${code}`));
      });
    });
  } finally {
    signal?.removeEventListener("abort", stop);
    await worker.terminate();
  }
}

async function relate(
  sources: readonly InputSource[],
  columns: readonly string[] | undefined,
  signal: AbortSignal | undefined,
) {
  const reader = await sources[0]!.open();
  const fields = chosen(reader.schema, columns).fields.filter(({ type }) =>
    isCorrelated(type as DataType),
  );
  await reader.close();
  if (fields.length === 0) return undefined;
  const engine = await Engine.open();
  let relations: Relations | undefined;
  await eachBatch(
    sources,
    { columns: fields.map(({ name }) => name), signal },
    (batch, firstRow) => {
      relations ??= new Relations(engine, batch.schema);
      relations.observe(batch, firstRow);
    },
  );
  return relations?.result();
}

/** Reads the columns that miss values once more where there are several of them. */
async function patternsOf(
  sources: readonly InputSource[],
  states: readonly (readonly [name: string, state: ColumnState])[],
  rows: number,
  signal: AbortSignal | undefined,
): Promise<DatasetState["patterns"]> {
  const holed = states.flatMap(([name, { missing }]) =>
    missing.counts.length > 0
      ? [{ name, nulls: missing.counts.reduce((sum, each) => sum + each, 0) }]
      : [],
  );
  if (rows === 0 || holed.length === 0) return [];
  if (holed.length === 1) return [{ columns: [holed[0]!.name], rows: holed[0]!.nulls }];
  const columns = holed.map(({ name }) => name);
  const patterns = new MissingPatterns(columns);
  await eachBatch(sources, { columns, signal }, (batch) => patterns.observe(batch));
  return patterns.result().patterns;
}
