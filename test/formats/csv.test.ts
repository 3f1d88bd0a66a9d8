import { Field, Schema, Utf8 } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csv } from "../../src/formats/csv.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import {
  formatSuite,
  inPieces,
  memorySink,
  openWith,
  type Read,
  readAll,
} from "../support/format-suite.ts";

const bytesOf = (content: string): Uint8Array => new TextEncoder().encode(content);
const read = async (content: string, options = {}, name = "memory"): Promise<Read> =>
  await readAll(await openWith(csv, memorySource(bytesOf(content), name), options));

formatSuite(csv, {
  cut: "lines",
  goldens: [
    {
      title: "all kinds of values",
      bytes: bytesOf(
        '\uFEFFid,text,score,ok,code\r\n1,"a ""b"", c",0.5,true,007\r\n\r\n-9007199254740993,,1e3,False,"x\r\ny"\n,"",NaN,,-0\n',
      ),
      rows: [
        { id: 1n, text: 'a "b", c', score: 0.5, ok: true, code: "007" },
        { id: -9007199254740993n, text: null, score: 1000, ok: false, code: "x\r\ny" },
        { id: null, text: "", score: Number.NaN, ok: null, code: "-0" },
      ],
      types: { id: "Int64", text: "Utf8", score: "Float64", ok: "Bool", code: "Utf8" },
      cutRows: 2,
    },
    {
      title: "bad records among good ones",
      bytes: Uint8Array.of(
        ...bytesOf('a,b\n1,2\n3\n4,5,6\n"7"x,8\n9,10\n'),
        0xff,
        ...bytesOf(',11\n12,13\n"14,15\n16,17\n'),
      ),
      rows: [
        { a: 1n, b: 2n },
        { a: 9n, b: 10n },
        { a: 12n, b: 13n },
        { a: 16n, b: 17n },
      ],
      rejected: [
        [1, /^has 1 fields, not 2, at byte 8$/],
        [2, /^has 3 fields, not 2, at byte 10$/],
        [3, /^has a character behind the closing quote of field 1, at byte 19/],
        [5, /^is not valid UTF-8 at byte 28$/],
        [7, /^has a quote that is never closed; the row begins at byte 39$/],
      ],
      types: { a: "Int64", b: "Int64" },
    },
  ],
});

describe("csv", () => {
  test.each([
    ["a,b;c\n1,2;3\n", "memory", ["a", "b;c"]],
    ["a;b,c;d\n1;2,5;3\n", "memory", ["a", "b,c", "d"]],
    ["a\tb,c\n1\t2,3\n", "x.tsv", ["a", "b,c"]],
    ["a|b\n1|2\n", "memory", ["a", "b"]],
    ["alone\n1\n", "memory", ["alone"]],
  ])("finds the delimiter of %j", async (content, name, columns) => {
    const { types } = await read(content, {}, name);
    expect(Object.keys(types[0]!)).toEqual(columns);
  });

  test("names the columns of a file without a header", async () => {
    const { rows } = await read("1,x\n2,y\n", { header: false });
    expect(rows).toEqual([
      { column_1: 1n, column_2: "x" },
      { column_1: 2n, column_2: "y" },
    ]);
  });

  test("refuses two columns of one name", async () => {
    await expect(read("a,b,a\n1,2,3\n")).rejects.toMatchObject({
      name: "SchemaError",
      column: "a",
    });
  });

  test("refuses a header that cannot be read, and names the byte", async () => {
    await expect(read('"a"b,c\n1,2\n', { delimiter: "," })).rejects.toMatchObject({
      name: "FormatError",
      byteOffset: 0,
    });
  });

  test("refuses a delimiter that cannot be one", async () => {
    expect(() => openWith(csv, memorySource(bytesOf("")), { delimiter: "ab" })).toThrow(
      /one ASCII character/,
    );
  });

  test("takes an empty line for null where there is one column", async () => {
    expect((await read("a\n1\n\n2\n")).rows).toEqual([{ a: 1n }, { a: null }, { a: 2n }]);
    expect((await read("a,b\n1,2\n\n3,4\n")).rows).toHaveLength(2);
  });

  test("loses one line, not the file, to a quote that is never closed", async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => `${i},x\n`).join("");
    const source = inPieces(bytesOf(`a,b\n"open,1\n${lines}`), [100]);
    const { rows, rejected } = await readAll(await openWith(csv, source));
    expect(rows).toHaveLength(2000);
    expect(rejected).toHaveLength(1);
  });

  test("reads back any texts that it wrote", async () => {
    const text = fc.option(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.string({ unit: fc.constantFrom(",", '"', "\r", "\n", "\t", " ", "\0", "\uFEFF", "a") }),
      ),
    );
    const width = fc.integer({ min: 1, max: 3 });
    const table = width.chain((columns) =>
      fc.record({
        names: fc.uniqueArray(fc.string({ unit: "binary", minLength: 1 }), {
          minLength: columns,
          maxLength: columns,
        }),
        rows: fc.array(fc.array(text, { minLength: columns, maxLength: columns }), {
          maxLength: 6,
        }),
        delimiter: fc.constantFrom(",", "\t", ";"),
        piece: fc.integer({ min: 1, max: 9 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(table, async ({ names, rows, delimiter, piece }) => {
        const schema = new Schema(names.map((name) => new Field(name, new Utf8(), true)));
        const quote = (field: string | null): string =>
          field === null ? "" : `"${field.replaceAll('"', '""')}"`;
        const lines = [names, ...rows].map((row) => `${row.map(quote).join(delimiter)}\r\n`);
        const bytes = bytesOf(lines.join(""));
        const expected = rows.map((row) =>
          Object.fromEntries(names.map((name, c) => [name, row[c]])),
        );
        const reader = await openWith(csv, inPieces(bytes, [piece]), { delimiter }, schema);
        expect((await readAll(reader)).rows).toEqual(expected);
        const sink = memorySink();
        const writer = await csv.create!(sink, schema, { delimiter, header: true, infer: "all" });
        for await (const { batch } of reader.read()) await writer.write(batch);
        await writer.close();
        const again = await openWith(csv, memorySource(sink.bytes()), { delimiter }, schema);
        expect((await readAll(again)).rows).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
