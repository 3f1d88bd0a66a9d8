import type { Field, Vector } from "apache-arrow";
import {
  Field as ArrowField,
  Float64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Uint64,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { parseOptions } from "../core/option.ts";
import type { Format } from "../formats/format.ts";
import { fileSink } from "../io/file-sink.ts";
import type { Removed } from "./decide.ts";
import type { RowIndex, RowPlace } from "./row-index.ts";
import { rowId } from "./row-index.ts";

const TABLE_ROWS = 2 ** 16;

const u64 = (name: string): Field => new ArrowField(name, new Uint64(), false);
const text = (name: string): Field => new ArrowField(name, new Utf8(), false);
const number = (name: string): Field => new ArrowField(name, new Float64(), false);

const duplicateFields = [
  u64("row_id"),
  text("source"),
  u64("row_index"),
  u64("cluster_id"),
  u64("kept_row_id"),
  text("kept_source"),
  u64("kept_row_index"),
  number("similarity"),
  text("method"),
];

const rejectedFields = [
  u64("row_id"),
  text("source"),
  u64("row_index"),
  text("stage"),
  text("reason"),
];

/** `duplicates.parquet`: a row for each removed row, in row order. */
export async function writeDuplicates(
  path: string,
  parquet: Format,
  removed: Removed,
  index: RowIndex,
  sources: readonly string[],
  methods: readonly string[],
): Promise<void> {
  await writeTable(path, parquet, duplicateFields, removed.rows.length, (start, end) => {
    const rows = [...removed.rows.subarray(start, end)].map((row) => index.place(row));
    const kept = [...removed.kept.subarray(start, end)].map((row) => index.place(row));
    return [
      rows.map(rowId),
      rows.map(({ source }) => sources[source]!),
      rows.map(({ rowIndex }) => BigInt(rowIndex)),
      kept.map(rowId),
      kept.map(rowId),
      kept.map(({ source }) => sources[source]!),
      kept.map(({ rowIndex }) => BigInt(rowIndex)),
      [...removed.similarity.subarray(start, end)],
      [...removed.stage.subarray(start, end)].map((stage) => methods[stage]!),
    ];
  });
}

/** `rejected.parquet`: a row for each row that could not be used, in row order. */
export async function writeRejected(
  path: string,
  parquet: Format,
  rejected: readonly (RowPlace & { readonly reason: string })[],
  sources: readonly string[],
): Promise<void> {
  await writeTable(path, parquet, rejectedFields, rejected.length, (start, end) => {
    const rows = rejected.slice(start, end);
    return [
      rows.map(rowId),
      rows.map(({ source }) => sources[source]!),
      rows.map(({ rowIndex }) => BigInt(rowIndex)),
      rows.map(() => "read"),
      rows.map(({ reason }) => reason),
    ];
  });
}

async function writeTable(
  path: string,
  parquet: Format,
  fields: readonly Field[],
  rowCount: number,
  columns: (start: number, end: number) => readonly (readonly unknown[])[],
): Promise<void> {
  const schema = new Schema([...fields]);
  const sink = await fileSink(path);
  try {
    const writer = await parquet.create!(
      sink,
      schema,
      parseOptions(parquet.options, {}, "parquet"),
    );
    for (let start = 0; start < rowCount; start += TABLE_ROWS) {
      const end = Math.min(rowCount, start + TABLE_ROWS);
      const vectors = columns(start, end).map((values, i) =>
        vectorFromArray(values, fields[i]!.type),
      );
      await writer.write(toBatch(schema, vectors, end - start));
    }
    await writer.close();
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

function toBatch(schema: Schema, vectors: readonly Vector[], length: number): RecordBatch {
  const children = vectors.map((vector) => vector.data[0]!);
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, children }));
}
