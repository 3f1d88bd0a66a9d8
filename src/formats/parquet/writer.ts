import { type RecordBatch, type Schema, Table, tableToIPC } from "apache-arrow";
import { UnsupportedError } from "../../core/errors.ts";
import type { ByteSink } from "../../io/byte-source.ts";
import type { Writer } from "../format.ts";
import { batchOf, gather } from "../gather.ts";
import { Rebatcher } from "../rebatch.ts";
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
  const written = drain(transformParquetStream(readable, properties), sink);
  written.catch(() => undefined);

  let wrote = false;
  const encode = async (batch: RecordBatch): Promise<void> => {
    wrote = true;
    const table = WasmTable.fromIPCStream(tableToIPC(new Table([batch]), "stream"));
    // When the file cannot be written, nobody takes batches any more: then `written` says why.
    for (const part of table.recordBatches()) {
      await Promise.race([batches.write(part), written]);
    }
  };
  return {
    async write(batch) {
      for (const full of rows.push(batch)) await encode(full);
    },
    async close() {
      for (const last of rows.end()) await encode(last);
      if (!wrote) await encode(emptyBatch(rows.schema));
      await Promise.race([batches.close(), written]);
      await written;
    },
  };
}

async function drain(stream: Promise<ReadableStream>, sink: ByteSink): Promise<void> {
  const reader = ((await stream) as ReadableStream<Uint8Array>).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    await sink.write(value);
  }
}

function emptyBatch(schema: Schema): RecordBatch {
  const columns = schema.fields.map((field) => gather(field.type, []));
  return batchOf(schema, columns, 0);
}
