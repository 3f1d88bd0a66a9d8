import { type RecordBatch, type Schema, Table, tableToIPC } from "apache-arrow";
import { UnsupportedError } from "../../core/errors.ts";
import type { ByteSink } from "../../io/byte-source.ts";
import type { Writer } from "../format.ts";
import { batchOf, gather } from "../gather.ts";
import { concatenate } from "../lines.ts";
import { Rebatcher } from "../rebatch.ts";
import { readStruct } from "./thrift.ts";
import { loadParquet } from "./wasm.ts";

const ROW_GROUP_ROWS = 65_536;

/** Writes Parquet with zstd; the bytes depend on the rows alone. */
export async function parquetWriter(sink: ByteSink, schema: Schema): Promise<Writer> {
  if (schema.fields.length === 0) {
    throw new UnsupportedError(`${sink.name} would have no columns.`, {
      rule: "a Parquet file has at least one column",
    });
  }
  const {
    Compression,
    Table: WasmTable,
    transformParquetStream,
    WriterPropertiesBuilder,
  } = await loadParquet();
  const properties = new WriterPropertiesBuilder()
    .setCompression(Compression.ZSTD)
    .setMaxRowGroupSize(ROW_GROUP_ROWS)
    .setCreatedBy("sluice")
    .build();
  const rows = new Rebatcher(schema);
  const { readable, writable } = new TransformStream<unknown, unknown>();
  const batches = writable.getWriter();
  /** What comes out from the closing on: the footer, and what is before it. */
  let ending: Uint8Array[] | undefined;
  const written = drain(transformParquetStream(readable, properties), async (chunk) => {
    ending?.push(chunk);
    await sink.write(chunk);
  });
  written.catch(() => undefined);

  let wrote = false;
  let rowCount = 0;
  const encode = async (batch: RecordBatch): Promise<void> => {
    wrote = true;
    rowCount += batch.numRows;
    const table = WasmTable.fromIPCStream(tableToIPC(new Table([batch]), "stream"));
    const parts = table.recordBatches();
    table.free();
    // When the file cannot be written, nobody takes batches any more: then `written` says why.
    for (const part of parts) await Promise.race([batches.write(part), written]);
  };
  return {
    async write(batch) {
      for (const full of rows.push(batch)) await encode(full);
    },
    async close() {
      for (const last of rows.end()) await encode(last);
      if (!wrote) await encode(emptyBatch(rows.schema));
      ending = [];
      await Promise.race([batches.close(), written]);
      await written;
      checkRows(sink.name, concatenate([new Uint8Array(0), ...ending]), rowCount);
    },
  };
}

/** The encoder ends a file without an error where it meets a type that it does not know. */
function checkRows(name: string, ending: Uint8Array, expected: number): void {
  const footerEnd = ending.length - 8;
  const view = new DataView(ending.buffer, ending.byteOffset, ending.length);
  const length = footerEnd < 0 ? 0 : view.getUint32(footerEnd, true);
  const whole = length > 0 && length <= footerEnd;
  const footer = whole ? readStruct(ending.subarray(footerEnd - length, footerEnd)) : undefined;
  const rows = Number(footer?.get(3)?.value ?? 0);
  if (rows === expected) return;
  throw new UnsupportedError(`${name} cannot be written as Parquet.`, {
    where: name,
    rule: `${expected} rows went in and ${rows} came out, as with types that Parquet does not have`,
    fix: "write arrow instead, or leave such columns out",
  });
}

async function drain(
  stream: Promise<ReadableStream>,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const reader = ((await stream) as ReadableStream<Uint8Array>).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    await write(value);
  }
}

function emptyBatch(schema: Schema): RecordBatch {
  const columns = schema.fields.map((field) => gather(field.type, []));
  return batchOf(schema, columns, 0);
}
