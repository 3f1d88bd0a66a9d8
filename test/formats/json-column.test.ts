import { Field, Schema, Utf8 } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isUtf8 } from "node:buffer";
import { jsonl } from "../../src/formats/jsonl.ts";
import { CARRY_BYTES } from "../../src/formats/json/line-scanner.ts";
import type { Format, Reader, ReadRequest, RowRanges } from "../../src/formats/format.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import { inPieces, openWith, readAll } from "../support/format-suite.ts";
import { anyLines, bytesOf, damagedLine, join, soundLine } from "../support/json-lines.ts";
import { portableJsonl } from "../support/portable-jsonl.ts";

const portable = await portableJsonl();

interface Rows {
  readonly texts: unknown[];
  readonly rejected: { readonly rowIndex: number; readonly reason: string }[];
  readonly starts: number[];
  readonly lengths: number[];
}

async function rows(reader: Reader, request: ReadRequest): Promise<Rows> {
  const all: Rows = { texts: [], rejected: [], starts: [], lengths: [] };
  for await (const { batch, rejected, ranges } of reader.read({ ...request, ranges: true })) {
    for (const text of batch.getChildAt(0)!) all.texts.push(text);
    all.rejected.push(...rejected);
    all.starts.push(...(ranges as RowRanges).starts);
    all.lengths.push(...(ranges as RowRanges).lengths);
  }
  return all;
}

/** A column read by the scanner in WASM, and by the one in TypeScript. */
async function bothWays(
  bytes: Uint8Array,
  name = "t",
  batchRows = 7,
  sizes: readonly number[] = [1 << 20],
): Promise<[wasm: Rows, typescript: Rows]> {
  const schema = new Schema([new Field(name, new Utf8(), true)]);
  const both = [];
  for (const format of [jsonl as Format, portable]) {
    const reader = await openWith(format, inPieces(bytes, sizes), {}, schema);
    both.push(await rows(reader, { columns: [name], batchRows }));
  }
  return both as [Rows, Rows];
}

async function expectBothWays(...call: Parameters<typeof bothWays>): Promise<Rows> {
  const [wasm, typescript] = await bothWays(...call);
  expect(wasm).toEqual(typescript);
  return wasm;
}

const names = ["t", "m.x", "m.x.y"];
describe("a text column read by the scanner in WASM", () => {
  test("is the one that the scanner in TypeScript reads, whatever the lines are", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLines,
        fc.constantFrom(...names),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (bytes, name, batchRows, mark) => {
          const marked = mark ? join([Uint8Array.of(0xef, 0xbb, 0xbf), bytes]) : bytes;
          await expectBothWays(marked, name, batchRows);
          await expectBothWays(marked.subarray(0, -1), name, batchRows, [5, 1, 17]);
        },
      ),
      { numRuns: 400 },
    );
  });

  test("has the texts of JSON.parse, and rejects what JSON.parse rejects", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(soundLine, damagedLine), { maxLength: 10 }),
        async (all) => {
          const expected = all.flatMap((bytes) => {
            if (bytes.includes(10)) return [undefined];
            const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
            if (/^[ \t\r]*$/.test(text)) return [];
            try {
              const parsed = JSON.parse(text) as unknown;
              const isObject = typeof parsed === "object" && parsed && !Array.isArray(parsed);
              if (!isUtf8(bytes) || !isObject) return [undefined];
              const t = (parsed as Record<string, unknown>)["t"] ?? null;
              return typeof t === "string" && !t.isWellFormed() ? [undefined] : [t];
            } catch {
              return [undefined];
            }
          });
          if (all.some((bytes) => bytes.includes(10))) return;
          const { texts, rejected } = await expectBothWays(
            join(all.flatMap((bytes) => [bytes, bytesOf("\n")])),
          );
          expect(rejected).toHaveLength(expected.filter((text) => text === undefined).length);
          const good = expected.filter((text) => text !== undefined);
          expect(texts).toHaveLength(good.length);
          for (const [i, text] of good.entries()) {
            if (typeof text === "string" || text === null) expect(texts[i]).toBe(text);
            else expect(JSON.parse(texts[i] as string)).toEqual(text);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("is right wherever in sixteen bytes a character, an escape or a fault is", async () => {
    const specials = [
      ...[
        "\\n",
        "\\u00e4",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\\udc00x",
        "\\udc00\\udc00",
        "\\ud800\\ud800",
        "\\ud800\\ue000",
        "\\uDBFF\\uDFFF",
        "\\q",
        "\\u12",
        "\\u12g4",
        "\\",
      ],
      ...[
        "ä",
        "中",
        "🐻",
        '"',
        '","t":"',
        "\t",
        "\u0000",
        "\u001f",
        "\u007f",
        "é\\té",
        "\\\\",
        '\\"',
      ],
    ].map(bytesOf);
    const bad = [
      [0x80],
      [0xc0, 0xaf],
      [0xc3],
      [0xe0, 0x80, 0x80],
      [0xe2, 0x82],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x9f, 0x90],
      [0xf0, 0x80, 0x80, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xff],
      [0xe4, 0xb8, 0xad, 0xad],
    ].map((bytes) => Uint8Array.from(bytes));
    const content: Uint8Array[] = [];
    for (const special of [...specials, ...bad]) {
      for (let before = 0; before < 50; before++) {
        const after = "y".repeat((before * 7) % 45);
        content.push(
          bytesOf(`{"t":"${"x".repeat(before)}`),
          special,
          bytesOf(`${after}"}\n{"u":"${"x".repeat(before)}`),
          special,
          bytesOf(`","t":"z"}\n`),
        );
      }
    }
    const { texts, rejected } = await expectBothWays(join(content), "t", 100);
    expect(texts.length).toBeGreaterThan(1000);
    expect(rejected.length).toBeGreaterThan(1000);
  });

  test("has every two characters of UTF-8, and no others", async () => {
    const content: Uint8Array[] = [];
    const lead = [0x41, 0x7f, 0x80, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef];
    const all = [...lead, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff, 0x8f, 0x90, 0x9f, 0xa0];
    for (const a of all) {
      for (const b of all) {
        for (const c of all) {
          content.push(bytesOf('{"t":"0123'), Uint8Array.of(a, b, c, 0x80), bytesOf('"}\n'));
        }
      }
    }
    await expectBothWays(join(content), "t", 1000);
  });

  test("is followed through lists and objects as deep as they go", async () => {
    const deep = (depth: number): string => `${'[{"t":'.repeat(depth)}1${"}]".repeat(depth)}`;
    const content = [1, 31, 32, 33, 64, 65, 1000].map(
      (depth) => `{"a":${deep(depth)},"t":"${depth}"}\n{"t":${deep(depth)}}\n{"a":${deep(depth)}\n`,
    );
    for (const depth of [2, 64, 65, 70]) {
      const lists = `${"[".repeat(depth)}1${"]".repeat(Math.min(depth - 1, 64))}`;
      content.push(`{"a":${lists}${"}".repeat(Math.max(1, depth - 64))}}\n`);
    }
    const { texts, rejected } = await expectBothWays(bytesOf(content.join("")));
    expect([texts.length, rejected.length]).toEqual([14, 11]);
  });

  test("finds a key in escapes, and the last of several", async () => {
    const content = [
      '{"\\u0074":"a"}',
      '{"t":"a","\\u0074":"b"}',
      '{"\\u0074":"a","t":"b"}',
      '{"t":"a","t":null}',
      '{"t":"\\ud800","t":"b"}',
      '{"t":null,"t":[1, 2]}',
    ].join("\n");
    const { texts } = await expectBothWays(bytesOf(content));
    expect(texts).toEqual(["a", "b", "b", null, "b", "[1, 2]"]);
  });

  test("prefers a key with dots to a path, and the last object on the path", async () => {
    const content = [
      '{"m":{"x":"path"},"m.x":"name"}',
      '{"m.x":"name","m":{"x":"path"}}',
      '{"m.x":null,"m":{"x":"path"}}',
      '{"m":{"x":"a"},"m":{"x":"b","x":"c"}}',
      '{"m":{"x":"a"},"m":{"y":"b"}}',
      '{"m":{"x":"a"},"m":[{"x":"b"}]}',
      '{"m":{"x":"\\ud83d\\ude00"}}',
      '{"n":{"m":{"x":"a"}}}',
      '{"m":{"m":{"x":"a"},"x":{"x":"b"}}}',
    ].join("\n");
    const { texts } = await expectBothWays(bytesOf(content), "m.x");
    expect(texts).toEqual(["name", "name", null, "c", null, null, "😀", null, '{"x":"b"}']);
  });

  test("is read across blocks, with lines longer than any", async () => {
    const long = (length: number): string => `{"t":"${"ä".repeat(length >> 1)}"}`;
    const content = [
      ...Array.from({ length: 3000 }, (_, i) => long(i)),
      ...[CARRY_BYTES - 9, CARRY_BYTES, CARRY_BYTES + 1, 2 * CARRY_BYTES, 5 * CARRY_BYTES].map(
        long,
      ),
      " ".repeat(3 * CARRY_BYTES),
      "x".repeat(3 * CARRY_BYTES),
      long(10),
      long(9 * CARRY_BYTES),
    ];
    const bytes = bytesOf(content.join("\r\n"));
    for (const sizes of [[1 << 20], [65_536], [3_000_001, 7]]) {
      const { texts, rejected } = await expectBothWays(bytes, "t", 1024, sizes);
      expect([texts.length, rejected.length]).toEqual([3007, 1]);
    }
  });

  test("comes in the same batches as from the scanner in TypeScript", async () => {
    const group = `{"t":"${"x".repeat(3 << 20)}"}\n{"t":"${"y".repeat(1000)}"}\nbad\n`;
    const sizes = async (format: Format, batchRows: number): Promise<unknown[]> => {
      const reader = await openWith(format, memorySource(bytesOf(group.repeat(12))));
      const found = [];
      for await (const { batch, rejected, firstRow } of reader.read({
        columns: ["t"],
        batchRows,
      })) {
        found.push([firstRow, batch.numRows, rejected.length]);
      }
      return found;
    };
    for (const batchRows of [2, 10, 1000]) {
      expect(await sizes(jsonl as Format, batchRows)).toEqual(await sizes(portable, batchRows));
    }
  });

  test("can be left in the middle, and read by two at once", async () => {
    const content = Array.from({ length: 5000 }, (_, i) => `{"t":"${i} ${"x".repeat(900)}"}`);
    const reader = await openWith(jsonl, memorySource(bytesOf(content.join("\n"))));
    const request = { columns: ["t"], batchRows: 100 };
    for await (const { batch } of reader.read(request)) {
      expect(batch.numRows).toBe(100);
      break;
    }
    const [first, second] = await Promise.all([readAll(reader, request), readAll(reader, request)]);
    expect(first).toEqual(second);
    expect(first.rows).toHaveLength(5000);
    expect(first.rows[4999]).toEqual({ t: `4999 ${"x".repeat(900)}` });
  });
});
