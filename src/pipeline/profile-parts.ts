import { type DataType, Schema } from "apache-arrow";
import type { Reader, RowBatch } from "../formats/format.ts";
import type { ColumnState } from "../profile/column.ts";
import { Dataset, type DatasetState } from "../profile/dataset.ts";
import { Engine } from "../profile/engine.ts";
import type { Measuring } from "../profile/measuring.ts";
import { MissingPatterns } from "../profile/patterns.ts";
import type { ProfileInput } from "../profile/profile.ts";
import { isCorrelated, Relations } from "../profile/relations.ts";
import type { InputSource } from "./inputs.ts";

/** Rows of a reader's batch. */
const BATCH_ROWS = 65_536;

/** What is read, and what of it is wanted. */
export interface Reading {
  readonly columns?: readonly string[] | undefined;
  readonly correlate: boolean;
  /** Whether a summary is wanted. */
  readonly brief: boolean;
  readonly signal?: AbortSignal | undefined;
  /** What measures numbers in place of the engine. */
  readonly measuring?: Measuring | undefined;
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
  { columns, signal, measuring, onSource }: Omit<Reading, "correlate" | "brief">,
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
        await measuring?.settle();
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
  const engine = await Engine.open(reading.measuring);
  const { correlate, brief } = reading;
  const options = { correlate, brief, ...(of !== undefined && { of }) };
  let dataset: Dataset | undefined;
  const { schema, ...rest } = await eachBatch(sources, reading, (batch, firstRow) => {
    dataset ??= new Dataset(engine, batch.schema, options);
    dataset.observe(batch, firstRow);
  });
  dataset ??= new Dataset(engine, chosen(schema!, reading.columns), options);
  await reading.measuring?.finish();
  return { state: dataset.state(), ...rest };
}

/** The columns in the order in which they were named. */
function chosen(schema: Schema, columns: readonly string[] | undefined): Schema {
  if (!columns) return schema;
  return new Schema(
    columns.flatMap((name) => schema.fields.filter((field) => field.name === name)),
  );
}

/** The correlations of the columns of numbers, which are read for them alone. */
export async function relate(
  sources: readonly InputSource[],
  { columns, signal, measuring }: Reading,
) {
  const reader = await sources[0]!.open();
  const fields = chosen(reader.schema, columns).fields.filter(({ type }) =>
    isCorrelated(type as DataType),
  );
  await reader.close();
  if (fields.length === 0) return undefined;
  const engine = await Engine.open(measuring);
  let relations: Relations | undefined;
  await eachBatch(
    sources,
    { columns: fields.map(({ name }) => name), signal, measuring },
    (batch, firstRow) => {
      relations ??= new Relations(engine, batch.schema);
      relations.observe(batch, firstRow);
    },
  );
  await measuring?.finish();
  return relations?.result();
}

/** Reads the columns that miss values once more where there are several of them. */
export async function patternsOf(
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
