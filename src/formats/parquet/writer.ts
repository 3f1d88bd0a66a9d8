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
  const whole = length > 0 && footer.length === length;
  const rows = whole ? Number(readStruct(footer).get(3)?.value) : 0;
  if (rows === expected) return;
  throw new UnsupportedError(`${name} cannot be written as Parquet.`, {
    where: name,
    rule: `${expected} rows went in, and ${rows} came out, as with types that Parquet does not have`,
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
