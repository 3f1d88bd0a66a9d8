import {
  Field,
  FixedSizeList,
  Float32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  type DataType,
} from "apache-arrow";
import type { RunningMap } from "./parse-stages.ts";
import type { RowStore } from "./row-store.ts";
import { vectorSections } from "./stored-vectors.ts";

/** A column that a map stage added, for the rows that are written. */
export interface AddedColumn {
  readonly name: string;
  /** Numbers of a vector; undefined where there were no rows to learn it from. */
  readonly dims: number | undefined;
}

/** The columns that are written besides those of the sources, the last of each name. */
export function addedColumns(
  maps: readonly RunningMap[],
  store: Pick<RowStore, "columnWidth">,
): AddedColumn[] {
  const columns = new Map<string, AddedColumn>();
  for (const { adds, run } of maps) {
    const [values] = vectorSections(adds);
    columns.set(adds, { name: adds, dims: store.columnWidth(values) ?? run.dims });
  }
  return [...columns.values()];
}

/** The schema with the added columns: in the place of those they replace, or at the end. */
export function withAdded(schema: Schema, added: readonly AddedColumn[]): Schema {
  const fields = [...schema.fields];
  for (const { name, dims } of added) {
    if (dims === undefined) continue;
    const type: DataType = new FixedSizeList(dims, new Field("item", new Float32(), true));
    const field = new Field(name, type, true);
    const at = fields.findIndex((candidate) => candidate.name === name);
    if (at < 0) fields.push(field);
    else fields[at] = field;
  }
  return new Schema(fields, schema.metadata);
}

/** The batch, whose rows are `[start, …)` of the store, with the added columns. */
export async function appendAdded(
  batch: RecordBatch,
  schema: Schema,
  added: readonly AddedColumn[],
  store: Pick<RowStore, "columnRows">,
  start: number,
): Promise<RecordBatch> {
  const end = start + batch.numRows;
  const children = schema.fields.map((field) => {
    const at = batch.schema.fields.findIndex(({ name }) => name === field.name);
    return batch.data.children[at]!;
  });
  for (const { name, dims = 0 } of added) {
    const sections = vectorSections(name);
    const words = (await store.columnRows(sections[0], dims, start, end))!;
    const valid = (await store.columnRows(sections[1], 1, start, end))!;
    const at = schema.fields.findIndex((field) => field.name === name);
    const item = makeData({
      type: new Float32(),
      length: words.length,
      data: new Float32Array(words.buffer, words.byteOffset, words.length),
    });
    children[at] = makeData({
      type: schema.fields[at]!.type as FixedSizeList,
      length: batch.numRows,
      child: item,
      ...nulls(valid),
    });
  }
  const type = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type, length: batch.numRows, nullCount: 0, children }));
}

function nulls(valid: Uint32Array): { nullCount: number; nullBitmap?: Uint8Array } {
  const nullCount = valid.reduce((sum, one) => sum + 1 - one, 0);
  if (nullCount === 0) return { nullCount };
  const nullBitmap = new Uint8Array(Math.ceil(valid.length / 8));
  valid.forEach((one, i) => (nullBitmap[i >> 3]! |= one << (i & 7)));
  return { nullCount, nullBitmap };
}
