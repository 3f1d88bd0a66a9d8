import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  Binary,
  Bool,
  DateDay,
  type DataType,
  Dictionary,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  LargeUtf8,
  Schema,
  tableFromIPC,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
} from "apache-arrow";
import { describe, expect, test } from "vitest";
import { emptyFile, type Footer, readFooter } from "../../src/formats/parquet/footer.ts";
import { parquet } from "../../src/formats/parquet.ts";
import { simpleSchema } from "../../src/formats/parquet/simple-schema.ts";
import { loadParquet } from "../../src/formats/parquet/wasm.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import { memorySink } from "../support/format-suite.ts";

const told = (schema: Schema | undefined): unknown =>
  schema?.fields.map(({ name, type, nullable, metadata }) => [
    name,
    String(type),
    nullable,
    [...metadata],
  ]);

async function libraryOf(footer: Footer): Promise<Schema> {
  const { readSchema } = await loadParquet();
  return tableFromIPC(readSchema(emptyFile(footer)).intoIPCStream()).schema;
}

async function written(fields: Field[]): Promise<Footer> {
  const sink = memorySink();
  await (await parquet.create!(sink, new Schema(fields), {})).close();
  return await readFooter(memorySource(sink.bytes(), "written.parquet"));
}

const withoutHint = (footer: Footer): Footer => ({
  ...footer,
  keyValues: {},
  struct: new Map([...footer.struct].filter(([id]) => id !== 5)),
});

const simple: DataType[] = [
  new Bool(),
  new Int8(),
  new Int16(),
  new Int32(),
  new Int64(),
  new Uint8(),
  new Uint16(),
  new Uint32(),
  new Uint64(),
  new Float32(),
  new Float64(),
  new Utf8(),
  new Binary(),
  new DateDay(),
  new TimestampMillisecond(),
  new TimestampMicrosecond("UTC"),
  new TimestampNanosecond(),
  new TimestampNanosecond("UTC"),
];

describe("a simple schema", () => {
  test("is what the library makes of all simple types, with the writer's hint and without", async () => {
    const fields = simple.map((type, i) => new Field(`ü${i}`, type, i % 2 === 0));
    const hinted = await written(fields);
    for (const footer of [hinted, withoutHint(hinted)]) {
      expect(told(simpleSchema(footer))).toEqual(told(await libraryOf(footer)));
      expect(simpleSchema(footer)!.fields.map(({ type }) => String(type))).toEqual(
        simple.map(String),
      );
    }
  });

  test.each([
    ["large texts", new LargeUtf8()],
    ["a dictionary", new Dictionary(new Utf8(), new Int32())],
    ["times of a place", new TimestampMicrosecond("Europe/Berlin")],
    ["seconds", new TimestampSecond()],
  ])("is none where a column is of %s", async (_, type) => {
    const sink = memorySink();
    const { Table, WriterPropertiesBuilder, writeParquet } = await loadParquet();
    const { tableToIPC, Table: ArrowTable } = await import("apache-arrow");
    const table = new ArrowTable(new Schema([new Field("a", type, true)]));
    const bytes = writeParquet(
      Table.fromIPCStream(tableToIPC(table, "stream")),
      new WriterPropertiesBuilder().build(),
    );
    await sink.write(bytes);
    const footer = await readFooter(memorySource(sink.bytes(), "other.parquet"));
    expect(simpleSchema(footer)).toBeUndefined();
  });

  const data = fileURLToPath(new URL("../data", import.meta.url));
  const files = readdirSync(data, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".parquet"))
    .toSorted();

  test.each(files)("of %s is what the library makes of it, or none", async (name) => {
    const footer = await readFooter(memorySource(readFileSync(join(data, name)), name));
    const found = simpleSchema(footer);
    expect(told(found)).toEqual(found && told(await libraryOf(footer)));
  });

  test("is none where columns are nested", async () => {
    const name = "parquet/types.parquet";
    const footer = await readFooter(memorySource(readFileSync(join(data, name)), name));
    expect(simpleSchema(footer)).toBeUndefined();
  });
});
