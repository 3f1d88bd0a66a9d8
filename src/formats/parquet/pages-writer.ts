import type { ByteSink } from "../../io/byte-source.ts";
import { MAGIC, moved } from "./footer.ts";
import type { KeptChunk, WrittenPage } from "./kept-rows.ts";
import { fieldsOf, i32, i32s, i64, struct, structs, text, texts } from "./make-thrift.ts";
import { type Thrift, type ThriftStruct, writeStruct } from "./thrift.ts";

// The numbers in this file are those of Parquet's Thrift definition.
const PLAIN = 0;
const RLE = 3;
const RLE_DICTIONARY = 8;
const ZSTD = 6;

/** Writes a Parquet file of row groups whose columns are pages already. */
export class PagesWriter {
  private readonly sink: ByteSink;
  private readonly schema: Thrift;
  private readonly keyValues: readonly ThriftStruct[];
  private readonly groups: ThriftStruct[] = [];
  private rowCount = 0;
  private at = 0;

  constructor(sink: ByteSink, schema: Thrift, keyValues: readonly ThriftStruct[]) {
    this.sink = sink;
    this.schema = schema;
    this.keyValues = keyValues;
  }

  async write(chunks: AsyncIterable<KeptChunk>, rows: number): Promise<void> {
    if (this.at === 0) await this.put(MAGIC);
    const start = this.at;
    const written: ThriftStruct[] = [];
    let byteLength = 0;
    for await (const chunk of chunks) {
      const { struct: column, uncompressed } =
        "bytes" in chunk ? await this.copy(chunk) : await this.putPages(chunk, rows);
      written.push(column);
      byteLength += uncompressed;
    }
    const group = { 1: structs(written), 2: i64(byteLength), 3: i64(rows), 5: i64(start) };
    this.groups.push(fieldsOf({ ...group, 6: i64(this.at - start) }));
    this.rowCount += rows;
  }

  async close(): Promise<void> {
    const footer = writeStruct(
      fieldsOf({
        1: i32(2),
        2: this.schema,
        3: i64(this.rowCount),
        4: structs(this.groups),
        ...(this.keyValues.length > 0 && { 5: structs(this.keyValues) }),
        6: text("sluice"),
      }),
    );
    await this.put(footer);
    await this.put(new Uint8Array(Uint32Array.of(footer.length).buffer));
    await this.put(MAGIC);
  }

  private async copy({ about, bytes }: Extract<KeptChunk, { bytes: Uint8Array }>): Promise<{
    struct: ThriftStruct;
    uncompressed: number;
  }> {
    const column = moved(about.struct, this.at - about.start);
    await this.put(bytes);
    return { struct: column, uncompressed: about.uncompressed };
  }

  private async putPages(
    { about, pages }: Extract<KeptChunk, { pages: object }>,
    rows: number,
  ): Promise<{ struct: ThriftStruct; uncompressed: number }> {
    const start = this.at;
    let dictionary: number | undefined;
    let data: number | undefined;
    let saved = 0;
    const encodings = new Set([RLE]);
    for await (const page of pages) {
      const { kind, byteLength, compressed } = page;
      if (kind === "dictionary") dictionary = this.at;
      else data ??= this.at;
      encodings.add(kind === "indices" ? RLE_DICTIONARY : PLAIN);
      await this.put(pageHeader(page));
      await this.put(compressed);
      saved += byteLength - compressed.length;
    }
    const byteLength = this.at - start;
    const about3 = {
      1: i32(about.type),
      2: i32s([...encodings]),
      3: texts(about.path),
      4: i32(ZSTD),
      5: i64(rows),
      6: i64(byteLength + saved),
      7: i64(byteLength),
      9: i64(data!),
      ...(dictionary !== undefined && { 11: i64(dictionary) }),
    };
    return {
      struct: fieldsOf({ 2: i64(start), 3: struct(about3) }),
      uncompressed: byteLength + saved,
    };
  }

  private async put(bytes: Uint8Array): Promise<void> {
    await this.sink.write(bytes);
    this.at += bytes.length;
  }
}

function pageHeader({ kind, count, byteLength, compressed }: WrittenPage): Uint8Array {
  const sizes = { 2: i32(byteLength), 3: i32(compressed.length) };
  if (kind === "dictionary") {
    return writeStruct(
      fieldsOf({ 1: i32(2), ...sizes, 7: struct({ 1: i32(count), 2: i32(PLAIN) }) }),
    );
  }
  const encoding = kind === "indices" ? RLE_DICTIONARY : PLAIN;
  const data = { 1: i32(count), 2: i32(encoding), 3: i32(RLE), 4: i32(RLE) };
  return writeStruct(fieldsOf({ 1: i32(0), ...sizes, 5: struct(data) }));
}
