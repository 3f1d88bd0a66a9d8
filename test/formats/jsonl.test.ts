import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonl } from "../../src/formats/jsonl.ts";
import { skipSpace, skipValue } from "../../src/formats/json/scan.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import {
  collectRows,
  formatSuite,
  inPieces,
  memorySink,
  openWith,
  type Read,
  readAll,
} from "../support/format-suite.ts";

const encoder = new TextEncoder();
const bytesOf = (content: string): Uint8Array => encoder.encode(content);
const read = async (content: string, options = {}, request = {}): Promise<Read> =>
  await readAll(await openWith(jsonl, memorySource(bytesOf(content)), options), request);

formatSuite(jsonl, {
  cut: "lines",
  goldens: [
    {
      title: "all kinds of values",
      bytes: bytesOf(
        [
          '\uFEFF{"id":1,"text":"\\u00e4\\n\\"🐻","score":1,"ok":true,"v":[1,2.5],"meta":{"a":[1,"x"]}}\r\n',
          "\n  \n",
          '{"text":null,"id":-9007199254740993,"score":-0.5e3}\n',
          ' { "ok" : false , "v" : [ ] , "meta" : 7 , "text" : "" } \n',
          '{"i\\u0064":2,"id":3}',
        ].join(""),
      ),
      rows: [
        { id: 1n, text: 'ä\n"🐻', score: 1, ok: true, v: [1, 2.5], meta: '{"a":[1,"x"]}' },
        { id: -9007199254740993n, text: null, score: -500, ok: null, v: null, meta: null },
        { id: null, text: "", score: null, ok: false, v: [], meta: "7" },
        { id: 3n, text: null, score: null, ok: null, v: null, meta: null },
      ],
      types: {
        id: "Int64",
        text: "Utf8",
        score: "Float64",
        ok: "Bool",
        v: "List<Float64>",
        meta: "Utf8",
      },
    },
    {
      title: "bad lines among good ones",
      bytes: Uint8Array.of(
        ...bytesOf('{"a":1}\nnonsense\n[1]\n{"a":2}\n{"a":"\\ud800"}\n{"a":3}x\n{"a":'),
        0xff,
        ...bytesOf('}\n{"a":4}\n{"a":'),
      ),
      rows: [{ a: "1" }, { a: "2" }, { a: "4" }],
      rejected: [
        [1, /^is not valid JSON, at byte 9$/],
        [2, /^is a list, not an object, at byte 17$/],
        [4, /^a has half of a surrogate pair.*at byte 34$/],
        [5, /^is not valid JSON, at byte 51$/],
        [6, /^is not valid UTF-8 at byte 58$/],
        [8, /^is cut off: its JSON does not end, at byte 74$/],
      ],
      types: { a: "Utf8" },
    },
  ],
});

/** Any JSON text, sound or slightly broken. */
const maybeJson = fc
  .tuple(
    fc.json(),
    fc.nat(),
    fc.constantFrom("", '"', "\\", "{", "}", ",", ":", "0", "\u0001", "e"),
  )
  .map(([json, at, patch]) => {
    const place = at % (json.length + 1);
    return json.slice(0, place) + patch + json.slice(place);
  });

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("jsonl", () => {
  test("accepts what JSON.parse accepts, and nothing else", () => {
    const accepts = (text: string): boolean => {
      const bytes = encoder.encode(text);
      const behind = skipValue(bytes, skipSpace(bytes, 0, bytes.length), bytes.length);
      return behind >= 0 && skipSpace(bytes, behind, bytes.length) === bytes.length;
    };
    fc.assert(
      fc.property(maybeJson, (text) => {
        expect(accepts(text), text).toBe(parses(text));
      }),
      { numRuns: 3000 },
    );
    for (const text of [
      "",
      " ",
      "01",
      "-",
      "1.",
      "1e",
      "tru",
      "nul",
      '"\\x"',
      '"\\u12g4"',
      "[1,]",
    ]) {
      expect(accepts(text), text).toBe(false);
    }
    for (const text of ["-0", "1E+5", "[]", "{}", ' [ { "a" : [ ] } ] ', '"\\u00e4\\/"']) {
      expect(accepts(text), text).toBe(true);
    }
  });

  test("follows nesting of any depth", async () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const { rows } = await read(`{"a":${deep}}\n`);
    expect(rows).toEqual([{ a: deep }]);
  });

  test("finds the last value of every key, as JSON.parse does", async () => {
    const key = fc.oneof(fc.constantFrom("a", "b", "a.b", "__proto__", "ä", '"'), fc.string());
    const value = fc.oneof(fc.string({ unit: "binary" }), fc.constant(null));
    const members = fc.array(fc.tuple(key, value), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(members, { minLength: 1, maxLength: 5 }), async (objects) => {
        const lines = objects.map(
          (object) =>
            `{${object.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(",")}}`,
        );
        const { rows } = await read(lines.join("\n"));
        const names = new Set(objects.flatMap((object) => object.map(([name]) => name)));
        expect(rows.map((row) => JSON.stringify(row))).toEqual(
          objects.map((object) => {
            const last = new Map(object);
            const entries = [...names].map((name) => [name, last.get(name) ?? null]);
            return JSON.stringify(Object.fromEntries(entries));
          }),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("reads any text that is written in escapes", async () => {
    const escaped = (text: string): string =>
      text
        .split("")
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
        .join("");
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", minLength: 1 }), async (text) => {
        expect((await read(`{"t":"${escaped(text)}"}`)).rows).toEqual([{ t: text }]);
        expect(
          (await read(`{"t":"${escaped(text).toUpperCase().replaceAll("\\U", "\\u")}x"}`)).rows,
        ).toEqual([{ t: `${text}x` }]);
      }),
    );
    for (const half of ["\\ud800", "\\udc00", "\\ud800\\ud800", "\\ud800x", "x\\udbff"]) {
      expect((await read(`{"t":"${half}"}`)).rejected).toHaveLength(1);
    }
  });

  test("reads back any texts and numbers that it wrote", async () => {
    const row = fc.record({
      text: fc.option(fc.string({ unit: "binary" })),
      whole: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      double: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    });
    const { schema } = await openWith(
      jsonl,
      memorySource(bytesOf('{"text":"x","whole":1,"double":0.5}')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 10 }), async (rows) => {
        const lines = rows.map(({ text, whole, double }) => {
          const number = Object.is(double, -0) ? "-0" : JSON.stringify(double);
          return `{"text":${JSON.stringify(text)},"whole":${whole},"double":${number}}\n`;
        });
        const reader = await openWith(jsonl, memorySource(bytesOf(lines.join(""))), {}, schema);
        expect((await readAll(reader)).rows).toEqual(rows);
        const sink = memorySink();
        const writer = await jsonl.create!(sink, schema, { infer: "all" });
        for await (const { batch } of reader.read()) await writer.write(batch);
        await writer.close();
        const again = await openWith(jsonl, memorySource(sink.bytes()), {}, schema);
        expect((await readAll(again)).rows).toEqual(rows);
      }),
      { numRuns: 300 },
    );
  });

  test("reads values inside objects by their path", async () => {
    const lines =
      '{"m":{"x":{"lang":"de"},"n":1}}\n{"m":{"x":null}}\n{"m":3}\n{"m.n":4}\n{"m":{"n":1},"m":{"n":5}}\n';
    const { rows } = await read(lines, {}, { columns: ["m.x.lang", "m.n"] });
    expect(rows).toEqual([
      { "m.x.lang": "de", "m.n": 1n },
      { "m.x.lang": null, "m.n": null },
      { "m.x.lang": null, "m.n": null },
      { "m.x.lang": null, "m.n": 4n },
      { "m.x.lang": null, "m.n": 5n },
    ]);
  });

  describe("with types learnt from the first 16 MiB", () => {
    const filler = `{"a":1,"t":"${"x".repeat(1 << 20)}"}\n`.repeat(17);
    const content = `${filler}{"a":"late"}\n{"a":2,"new":1}\n{"a":2.0,"t":"y"}\n{"a":2.5}\n`;

    test("rejects what does not fit, and says why", async () => {
      const { rows, rejected } = await read(content, {}, { columns: ["a"], checkAll: true });
      expect(rows.length).toBe(18);
      expect(rejected.map(({ rowIndex, reason }) => [rowIndex, reason])).toEqual([
        [17, expect.stringMatching(/^a is a text, which the column's type int64 cannot hold/)],
        [18, expect.stringMatching(/^has the key "new".*infer: all/)],
        [20, expect.stringMatching(/^a is 2.5, which the column's type int64 cannot hold/)],
      ]);
    });

    test("does not look at columns that are not asked for", async () => {
      const { rows, rejected } = await read(content, {}, { columns: ["t"] });
      expect([rows.length, rejected.length]).toEqual([21, 0]);
    });

    test("takes every row when it learns from the whole file", async () => {
      const { rows, rejected } = await read(content, { infer: "all" }, { columns: ["a", "new"] });
      expect(rejected).toEqual([]);
      expect(rows.slice(17)).toEqual([
        { a: "late", new: null },
        { a: "2", new: 1n },
        { a: "2.0", new: null },
        { a: "2.5", new: null },
      ]);
    });
  });

  test("keeps the digits of whole numbers beyond 64 bits", async () => {
    const { rows, types } = await read('{"id":18446744073709551615}\n{"id":1}\n');
    expect(types).toEqual([{ id: "Utf8" }]);
    expect(rows).toEqual([{ id: "18446744073709551615" }, { id: "1" }]);
  });

  test("gives the rows' own bytes, without their line ends", async () => {
    const lines = ['{"a": 1.50, "b":"\\u00e4"}', '  {"a":2}', "bad", '{"a":3 }'];
    const reader = await openWith(jsonl, memorySource(bytesOf(`\uFEFF${lines.join("\r\n")}\r\n`)));
    const raw = await collectRows(reader.readRaw!({ columns: ["a"] }));
    expect(
      raw.rows.map(({ row }) => new TextDecoder().decode(Uint8Array.from(row as number[]))),
    ).toEqual([lines[0], lines[1], lines[3]]);
    expect(raw.rejected).toEqual((await readAll(reader, { columns: ["a"] })).rejected);
    const sink = memorySink();
    const writer = await jsonl.create!(sink, reader.schema, { infer: "all" });
    for await (const { batch } of reader.readRaw!()) await writer.writeRaw!(batch.slice(1, 3));
    await writer.close();
    expect(new TextDecoder().decode(sink.bytes())).toBe('  {"a":2}\n{"a":3 }\n');
  });

  test("reads a line that is longer than many chunks", async () => {
    const text = "ä".repeat(3_000_000);
    const source = inPieces(bytesOf(`{"t":"${text}"}\n{"t":"b"}`), [4096, 1, 65_537]);
    const reader = await openWith(jsonl, source);
    expect((await readAll(reader)).rows).toEqual([{ t: text }, { t: "b" }]);
  });

  test("ends a batch before its texts take much memory", async () => {
    const line = `{"t":"${"x".repeat(20 << 20)}"}\n`;
    const reader = await openWith(jsonl, memorySource(bytesOf(line.repeat(4))));
    const sizes = [];
    for await (const { batch } of reader.read()) sizes.push(batch.numRows);
    expect(sizes).toEqual([2, 2]);
  });

  test("has no rows and no columns when it is empty", async () => {
    const reader = await openWith(jsonl, memorySource(bytesOf("\n \n")));
    expect(reader.rowCount).toBe(0);
    expect(reader.schema.fields).toEqual([]);
    expect((await readAll(reader)).rows).toEqual([]);
  });

  test.each([
    ['{"v":[1,2.5]}\n{"v":[1,null]}\n{"v":[null]}\n{"v":null}\n{"v":[]}\n{"v":[3,4]}', true],
    ['{"v":[null,7]}\n{"v":[null]}', true],
    ['{"v":[1,null]}\n{"v":["a",null]}', false],
    ['{"v":["a",null]}\n{"v":[1,null]}', false],
    ['{"v":[null]}\n{"v":[null,null]}', false],
  ])("a list of numbers may have nulls: %j", async (text, areVectors) => {
    const reader = await openWith(jsonl, memorySource(bytesOf(text)));
    const type = areVectors ? "List<Float64>" : "Utf8";
    expect(reader.schema.fields.map((field) => String(field.type))).toEqual([type]);
    const { rows, rejected } = await readAll(reader);
    const lines = text.split("\n").map((line) => (JSON.parse(line) as { v: unknown }).v);
    const values = rows.map(({ v }) => v as Iterable<unknown> | string | null);
    const asRead = areVectors ? lines : lines.map((value) => JSON.stringify(value));
    expect(values.map((v) => (v === null || typeof v === "string" ? v : [...v]))).toEqual(asRead);
    expect(rejected).toEqual([]);
  });

  test("a list with anything else is rejected where the others are of numbers", async () => {
    const { schema } = await openWith(jsonl, memorySource(bytesOf('{"v":[1,2]}')));
    const text = '{"v":[1,"2"]}\n{"v":[1,null]}\n{"v":[1,true]}\n{"v":[5]}';
    const reader = await openWith(jsonl, memorySource(bytesOf(text)), {}, schema);
    const { rows, rejected } = await readAll(reader);
    expect(rows.map(({ v }) => [...(v as Iterable<unknown>)])).toEqual([[1, null], [5]]);
    expect(rejected.map(({ rowIndex }) => rowIndex)).toEqual([0, 2]);
    expect(rejected[0]!.reason).toContain("items that are neither numbers nor null");
  });

  test("rejects a number that no double can hold", async () => {
    const { schema } = await openWith(jsonl, memorySource(bytesOf('{"a":0.5}')));
    const reader = await openWith(jsonl, memorySource(bytesOf('{"a":1e400}\n{"a":1}')), {}, schema);
    const { rows, rejected } = await readAll(reader);
    expect(rows).toEqual([{ a: 1 }]);
    expect(rejected[0]!.reason).toMatch(/^a is 1e400, which the column's type float64 cannot hold/);
  });
});
