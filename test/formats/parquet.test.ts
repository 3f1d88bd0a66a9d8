import { gzipSync } from "node:zlib";
import { Field, IntervalMonthDayNano, makeData, RecordBatch, Schema, Struct } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../src/core/errors.ts";
import { jsonl } from "../../src/formats/jsonl.ts";
import { parquet } from "../../src/formats/parquet.ts";
import { decompressedSource } from "../../src/io/decompress.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import { golden, plainRows, plainTypes } from "../support/goldens.ts";
import { formatSuite, memorySink, openWith, readAll } from "../support/format-suite.ts";

formatSuite(parquet, {
  cut: "fails",
  goldens: [
    {
      title: "all types, in two row groups",
      bytes: golden("parquet/types.parquet"),
      rows: plainRows,
      types: plainTypes,
    },
    {
      title: "large texts, with snappy",
      bytes: golden("parquet/large.parquet"),
      rows: plainRows.map(({ id, name }) => ({ id, text: name })),
      types: { id: "Int64", text: "Utf8" },
    },
    {
      title: "no rows",
      bytes: golden("parquet/empty.parquet"),
      rows: [],
      types: plainTypes,
    },
  ],
});

describe("parquet", () => {
  test("knows its rows without reading them", async () => {
    const reader = await openWith(parquet, memorySource(golden("parquet/types.parquet")));
    expect(reader.rowCount).toBe(4);
    expect(reader.metadata).toMatchObject({ rowGroups: 2 });
    const counted = [];
    for await (const { firstRow, batch } of reader.read({ columns: [], batchRows: 3 })) {
      counted.push([firstRow, batch.numRows]);
    }
    expect(counted).toEqual([
      [0, 3],
      [3, 1],
    ]);
  });

  test("reads only the pages of the columns that are asked for", async () => {
    const bytes = golden("parquet/types.parquet");
    const source = memorySource(bytes);
    let fetched = 0;
    const reader = await openWith(parquet, {
      ...source,
      read: async (start, end) => {
        fetched += end - start;
        return await source.read(start, end);
      },
    });
    const footer = fetched;
    await readAll(reader, { columns: ["ok"] });
    expect(fetched - footer).toBeLessThan(bytes.length / 10);
  });

  test("gives rows or an error that names the byte, whatever byte is damaged", async () => {
    const whole = golden("parquet/types.parquet");
    let errors = 0;
    for (let at = 0; at < whole.length; at += 5) {
      const bytes = whole.slice();
      bytes[at]! ^= 0xff;
      const outcome = await openWith(parquet, memorySource(bytes, "damaged"))
        .then((reader) => readAll(reader))
        .catch((error: unknown) => error);
      if (!(outcome instanceof Error)) continue;
      errors++;
      expect(outcome, `damaged at ${at}`).toBeInstanceOf(FormatError);
      expect(outcome).toMatchObject({ file: "damaged", byteOffset: expect.any(Number) });
    }
    expect(errors).toBeGreaterThan(whole.length / 10);
  });

  test("says what to do with a file that is compressed as a whole", async () => {
    const packed = memorySource(gzipSync(golden("parquet/types.parquet")), "a.parquet.gz");
    await expect(openWith(parquet, decompressedSource(packed, "gzip"))).rejects.toMatchObject({
      name: "UnsupportedError",
      fix: expect.stringContaining("decompress"),
    });
  });

  test("starts a row group every 65,536 rows, whatever batches come", async () => {
    const lines = Array.from({ length: 70_000 }, (_, i) => `{"i":${i},"t":"row ${i}"}\n`).join("");
    const source = memorySource(new TextEncoder().encode(lines));
    const reader = await openWith(jsonl, source);
    const write = async (batchRows: number): Promise<Uint8Array> => {
      const sink = memorySink();
      const writer = await parquet.create!(sink, reader.schema, {});
      for await (const { batch } of reader.read({ batchRows })) await writer.write(batch);
      await writer.close();
      return sink.bytes();
    };
    const bytes = await write(70_000);
    expect(Buffer.compare(await write(999), bytes)).toBe(0);
    const again = await openWith(parquet, memorySource(bytes));
    expect(again.metadata).toMatchObject({ rowGroups: 2, createdBy: "sluice" });
    const { rows } = await readAll(again, { batchRows: 50_000 });
    expect(rows).toHaveLength(70_000);
    expect(rows.at(-1)).toEqual({ i: 69_999n, t: "row 69999" });
  });

  test("writes a file with columns and no rows", async () => {
    const { schema } = await openWith(parquet, memorySource(golden("parquet/types.parquet")));
    const sink = memorySink();
    await (await parquet.create!(sink, schema, {})).close();
    const again = await openWith(parquet, memorySource(sink.bytes()));
    expect(again.rowCount).toBe(0);
    expect(String(again.schema)).toBe(String(schema));
  });

  test("does not lose rows of a type that Parquet does not have", async () => {
    const type = new IntervalMonthDayNano();
    const schema = new Schema([new Field("span", type, false)]);
    const span = makeData({ type, length: 2, nullCount: 0, data: new Int32Array(8) });
    const batch = new RecordBatch(
      schema,
      makeData({ type: new Struct(schema.fields), length: 2, children: [span] }),
    );
    const writer = await parquet.create!(memorySink(), schema, {});
    await writer.write(batch);
    await expect(writer.close()).rejects.toMatchObject({
      name: "UnsupportedError",
      rule: expect.stringContaining("2 rows went in"),
    });
  });

  test("passes on why its sink cannot be written", async () => {
    const reader = await openWith(parquet, memorySource(golden("parquet/types.parquet")));
    const full = { ...memorySink(), write: () => Promise.reject(new Error("the disk is full")) };
    const writing = (async () => {
      const writer = await parquet.create!(full, reader.schema, {});
      for await (const { batch } of reader.read()) await writer.write(batch);
      await writer.close();
    })();
    await expect(writing).rejects.toThrow("the disk is full");
  });
});
