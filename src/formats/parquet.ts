import { DataType, type Field, Schema, Table, tableFromIPC, tableToIPC } from "apache-arrow";
import type { ByteSource } from "../io/byte-source.ts";
import {
  defineFormat,
  type Reader,
  type ReadRequest,
  type RowBatch,
  rowsOfBatch,
} from "./format.ts";
import { batchOf, plainBatch, plainSchema } from "./gather.ts";
import { columnChunks } from "./parquet/column-chunks.ts";
import {
  ARROW_SCHEMA,
  emptyFile,
  flatColumns,
  type Footer,
  MAGIC,
  readFooter,
  type RowGroup,
  smallFile,
} from "./parquet/footer.ts";
import { PageMemory } from "./parquet/page-memory.ts";
import { BYTE_ARRAY, placeOf, readable } from "./parquet/pages.ts";
import { textBatches } from "./parquet/text-pages.ts";
import { damaged } from "./parquet/damage.ts";
import { encodedWriter, keeper } from "./parquet/encoded-rows.ts";
import { loadParquet } from "./parquet/wasm.ts";
import { simpleSchema } from "./parquet/simple-schema.ts";
import { parquetWriter } from "./parquet/writer.ts";
import { selectSchema } from "./select.ts";

const DEFAULT_ROWS = 8192;
/** Bytes of decoded values that are in memory at once; a larger row group is decoded in slices. */
const DECODED_BYTES = 256 << 20;

/** Apache Parquet: columns on disk, read row group by row group. */
export const parquet = defineFormat({
  name: "parquet",
  doc: "Apache Parquet; written with zstd",
  extensions: [".parquet", ".pq"],
  magic: MAGIC,
  options: {},
  open: openParquet,
  create: parquetWriter,
  createEncoded: encodedWriter,
});

async function openParquet(
  source: ByteSource,
  _options: object,
  _schema?: Schema,
  owner?: object,
): Promise<Reader> {
  const footer = await readFooter(source);
  const stored = simpleSchema(footer) ?? (await librarySchema(source, footer));
  const schema = plainSchema(stored);
  const { [ARROW_SCHEMA]: _, ...keyValues } = footer.keyValues;
  const reader: Reader = {
    schema,
    rowCount: footer.rowCount,
    metadata: {
      ...(footer.createdBy !== undefined && { createdBy: footer.createdBy }),
      rowGroups: footer.rowGroups.length,
      ...keyValues,
    },
    read: (request = {}) =>
      rowsOf(
        { source, footer, stored, owner },
        selectSchema(source.name, reader, request.columns),
        request,
      ),
    columnChunks: (name) => {
      const field = schema.fields.find((each) => each.name === name);
      return field && columnChunks(footer, name, field.type as DataType);
    },
    close: async () => {},
  };
  const encodedRows = await keeper(source, footer, owner);
  return encodedRows ? { ...reader, encodedRows } : reader;
}

async function librarySchema(source: ByteSource, footer: Footer): Promise<Schema> {
  const { readSchema } = await loadParquet();
  return guard(
    source,
    footer.offset,
    () => tableFromIPC(readSchema(emptyFile(footer)).intoIPCStream()).schema,
  );
}

interface Opened {
  readonly source: ByteSource;
  readonly footer: Footer;
  /** The schema before it is made plain. */
  readonly stored: Schema;
  readonly owner: object | undefined;
}

async function* rowsOf(
  file: Opened,
  schema: Schema,
  request: ReadRequest,
): AsyncIterable<RowBatch> {
  let firstRow = 0;
  request.signal?.throwIfAborted();
  const memory = schema.fields.length === 1 ? await PageMemory.borrow(file.owner) : undefined;
  try {
    for (const group of file.footer.rowGroups) {
      // It may say nothing of where its columns are.
      if (group.rows === 0) continue;
      const rows =
        schema.fields.length === 0
          ? counted(schema, group, request)
          : ((memory && (await textColumn(file, group, schema, request, memory))) ??
            decoded(file, group, schema, request));
      for await (const batch of rows) {
        yield { firstRow, batch, rejected: [] };
        firstRow += batch.numRows;
        request.signal?.throwIfAborted();
      }
    }
  } finally {
    memory?.giveBack(file.owner);
  }
}

/** Batches without columns, for who wants to know only how many rows there are. */
function* counted(
  schema: Schema,
  { rows }: RowGroup,
  { batchRows = DEFAULT_ROWS }: ReadRequest,
): Iterable<RowBatch["batch"]> {
  for (let row = 0; row < rows; row += batchRows) {
    yield batchOf(schema, [], Math.min(batchRows, rows - row));
  }
}

/** The rows where one text column is wanted, and is written in a common way. */
async function textColumn(
  { source, footer }: Opened,
  { chunks, rows }: RowGroup,
  schema: Schema,
  request: ReadRequest,
  memory: PageMemory,
): Promise<Iterable<RowBatch["batch"]> | undefined> {
  const [field] = schema.fields;
  const about = chunks.find(({ column }) => column === field!.name);
  const column = flatColumns(footer).get(field!.name);
  if (!DataType.isUtf8(field!.type) || !about || !column) {
    return undefined;
  }
  if (about.type !== BYTE_ARRAY || !readable(about)) return undefined;
  const { batchRows = DEFAULT_ROWS } = request;
  const batchBytes = request.batchBytes ?? DECODED_BYTES;
  const bytes = await memory.read(source, about.start, about.end);
  const names = { place: placeOf(source, about), remember: request.remember === true };
  const given = { about, ...column, memory, names, schema, batchRows, batchBytes };
  return guarded(source, about.start, rows, textBatches(bytes, given));
}

/** What goes wrong while rows are decoded is said with the place in the file. */
function* guarded(
  source: ByteSource,
  offset: number,
  rows: number,
  batches: Generator<RowBatch["batch"]>,
): Generator<RowBatch["batch"]> {
  let row = 0;
  for (;;) {
    const { done, value } = guard(source, offset, () => batches.next());
    if (done) break;
    row += value.numRows;
    yield value;
  }
  checkRows(source, offset, row, rows);
}

async function* decoded(
  { source, footer, stored }: Opened,
  group: RowGroup,
  schema: Schema,
  request: ReadRequest,
): AsyncIterable<RowBatch["batch"]> {
  const { readParquet } = await loadParquet();
  const wanted = new Set(schema.fields.map((field) => field.name));
  const chunks = group.chunks.filter(({ column }) => wanted.has(column));
  const offset = Math.min(footer.offset, ...chunks.map(({ start }) => start));
  const hint = arrowSchema(stored.fields.filter(({ name }) => wanted.has(name)));
  const file = await smallFile(source, footer, group, wanted, hint);
  const bytes = chunks.reduce((sum, { uncompressed }) => sum + uncompressed, 0);
  const batchRows = rowsOfBatch(request, bytes / group.rows, DEFAULT_ROWS);
  const slices = Math.max(1, Math.ceil(bytes / DECODED_BYTES));
  const sliceRows = Math.ceil(group.rows / slices / batchRows) * batchRows;
  let row = 0;
  while (row < group.rows) {
    request.signal?.throwIfAborted();
    const options = { batchSize: batchRows, offset: row, limit: sliceRows };
    const parts = guard(source, offset, () => {
      const table = readParquet(file, options);
      const batches = table.recordBatches();
      table.free();
      return batches;
    });
    for (const part of parts) {
      const stream = guard(source, offset, () => part.intoIPCStream());
      for (const batch of tableFromIPC(stream).batches) {
        yield plainBatch(batch, schema);
        row += batch.numRows;
      }
    }
    if (parts.length === 0) break;
  }
  checkRows(source, offset, row, group.rows);
}

function checkRows(source: ByteSource, offset: number, rows: number, expected: number): void {
  if (rows === expected) return;
  throw damaged(source, offset, `a row group has ${rows} rows, its footer says ${expected}`);
}

/** A schema as Parquet files carry it: the bytes of an Arrow message in base64. */
function arrowSchema(fields: Field[]): string {
  const bytes = tableToIPC(new Table(new Schema(fields)), "stream");
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** Decodes; what goes wrong in the library is said with the place in the file. */
function guard<T>(source: ByteSource, offset: number, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw damaged(source, offset, cause instanceof Error ? cause.message : String(cause), cause);
  }
}
