import { type RecordBatch, type Schema, tableFromIPC } from "apache-arrow";
import type { ParquetFile } from "parquet-wasm";
import { EngineError, FormatError } from "../core/errors.ts";
import type { ByteSource } from "../io/byte-source.ts";
import { defineFormat, type Reader, type ReadRequest, type RowBatch } from "./format.ts";
import { batchOf, plainBatch, plainSchema } from "./gather.ts";
import { parquetWriter } from "./parquet/writer.ts";
import { loadParquet } from "./parquet/wasm.ts";
import { selectSchema } from "./select.ts";

const DEFAULT_ROWS = 8192;
const MAGIC = new TextEncoder().encode("PAR1");

/** Apache Parquet: columns on disk, read row group by row group. */
export const parquet = defineFormat({
  name: "parquet",
  doc: "Apache Parquet; written with zstd",
  extensions: [".parquet", ".pq"],
  magic: MAGIC,
  options: {},
  open: openParquet,
  create: parquetWriter,
});

async function openParquet(source: ByteSource): Promise<Reader> {
  await checkEnds(source);
  const { ParquetFile } = await loadParquet();
  const bytes = rangeBlob(source);
  const file = await bytes.guard(ParquetFile.fromFile(bytes.blob));
  const metadata = file.metadata();
  const about = metadata.fileMetadata();
  const rowCount = about.numRows();
  const schema = plainSchema(tableFromIPC(file.schema().intoIPCStream()).schema);
  const keyValues = [...(about.keyValueMetadata() as Map<string, string | undefined>)];
  const reader: Reader = {
    schema,
    rowCount,
    metadata: {
      createdBy: about.createdBy(),
      rowGroups: metadata.numRowGroups(),
      ...Object.fromEntries(keyValues.filter(([key]) => key !== "ARROW:schema")),
    },
    read: (request = {}) => {
      const selected = selectSchema(source.name, reader, request.columns);
      return selected.fields.length === 0
        ? countedRows(selected, rowCount, request)
        : rowsOf(source, file, bytes, selected, rowCount, request);
    },
    close: async () => file.free(),
  };
  return reader;
}

async function* rowsOf(
  source: ByteSource,
  file: ParquetFile,
  bytes: RangeBlob,
  schema: Schema,
  rowCount: number,
  { batchRows = DEFAULT_ROWS, signal }: ReadRequest,
): AsyncIterable<RowBatch> {
  signal?.throwIfAborted();
  const columns = schema.fields.map((field) => field.name);
  const stream = await bytes.guard(file.stream({ columns, batchSize: batchRows }));
  const reader = (stream as ReadableStream<{ intoIPCStream(): Uint8Array }>).getReader();
  let firstRow = 0;
  try {
    for (;;) {
      const { done, value } = await bytes.guard(reader.read());
      if (done) break;
      for (const part of tableFromIPC(value.intoIPCStream()).batches) {
        signal?.throwIfAborted();
        const batch = plainBatch(part, schema);
        yield { firstRow, batch, rejected: [] };
        firstRow += batch.numRows;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (firstRow !== rowCount) {
    throw new FormatError(
      "parquet",
      source.name,
      undefined,
      `${source.name} has ${firstRow} rows; its footer says ${rowCount}.`,
    );
  }
}

/** Batches without columns, for who wants to know only how many rows there are. */
async function* countedRows(
  schema: Schema,
  rowCount: number,
  { batchRows = DEFAULT_ROWS, signal }: ReadRequest,
): AsyncIterable<RowBatch> {
  for (let firstRow = 0; firstRow < rowCount; firstRow += batchRows) {
    signal?.throwIfAborted();
    const batch: RecordBatch = batchOf(schema, [], Math.min(batchRows, rowCount - firstRow));
    yield { firstRow, batch, rejected: [] };
  }
}

/** Both ends of a Parquet file have its magic, and the footer lies in between. */
async function checkEnds(source: ByteSource): Promise<void> {
  const { name, byteLength } = source;
  const fail = (at: number, message: string): never => {
    throw new FormatError("parquet", name, at, `${name} is not a whole Parquet file: ${message}.`, {
      rule: "a Parquet file begins and ends with the bytes PAR1",
      fix: "it may be cut off, or still being written: fetch or write it again",
    });
  };
  const head = await source.read(0, 4);
  if (!MAGIC.every((byte, i) => head[i] === byte)) fail(0, "it does not begin with PAR1");
  if (byteLength < 12) fail(byteLength, `it ends after ${byteLength} bytes`);
  const tail = await source.read(byteLength - 8, byteLength);
  if (!MAGIC.every((byte, i) => tail[i + 4] === byte)) {
    fail(byteLength - 4, "it does not end with PAR1");
  }
  const footer = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (footer + 12 > byteLength) {
    fail(byteLength - 8, `its footer of ${footer} bytes does not fit into ${byteLength} bytes`);
  }
}

interface RangeBlob {
  readonly blob: Blob;
  /** Waits for work of the library; what goes wrong in it is what went wrong with the bytes. */
  guard<T>(work: Promise<T>): Promise<T>;
}

/** As much of a Blob as the parquet library uses, over any source; it remembers where it last read. */
function rangeBlob(source: ByteSource): RangeBlob {
  let lastStart = 0;
  let failure: unknown;
  const range = (start: number, end: number): unknown => ({
    size: end - start,
    slice: (from = 0, to = end - start) => range(start + from, Math.min(start + to, end)),
    async arrayBuffer() {
      lastStart = start;
      try {
        return new Uint8Array(await source.read(start, end)).buffer;
      } catch (error) {
        failure = error;
        throw error;
      }
    },
  });
  return {
    blob: range(0, source.byteLength) as Blob,
    async guard(work) {
      try {
        return await work;
      } catch (cause) {
        if (failure instanceof EngineError) throw failure;
        throw new FormatError(
          "parquet",
          source.name,
          lastStart,
          `${source.name} cannot be read as Parquet: ${cause instanceof Error ? cause.message : String(cause)}.`,
          { fix: "it is damaged: fetch or write it again", cause },
        );
      }
    },
  };
}
