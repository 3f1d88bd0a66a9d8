import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Format } from "../../src/formats/format.ts";
import { jsonl } from "../../src/formats/jsonl.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import { inPieces, openWith } from "../support/format-suite.ts";
import { anyLines, bytesOf, join } from "../support/json-lines.ts";
import { portableJsonl } from "../support/portable-jsonl.ts";

const portable = await portableJsonl();

async function learnt(format: Format, bytes: Uint8Array, infer: string): Promise<unknown> {
  const reader = await openWith(format, inPieces(bytes, [1 << 20]), { infer });
  const fields = [reader.schema.fields, reader.nested ?? []];
  const unsure = [...reader.inferred!.unsure];
  const types = fields.map((list) => list.map(({ name, type }) => [name, type.toString()]));
  return { types, unsure, rowCount: reader.rowCount };
}

async function expectSame(bytes: Uint8Array, infer = "all"): Promise<unknown> {
  const found = await learnt(jsonl, bytes, infer);
  expect(found).toEqual(await learnt(portable, bytes, infer));
  return found;
}

describe("columns learnt from the shapes of lines", () => {
  test("are those learnt from every line, whatever the lines are", async () => {
    await fc.assert(
      fc.asyncProperty(anyLines, (bytes) => expectSame(bytes).then(() => undefined)),
      {
        numRuns: 500,
      },
    );
  });

  test("know types apart by a single value among many lines", async () => {
    const values = [
      ...["1", "-1", "-0", "0", "1.0", "1e2", "9223372036854775807", "9223372036854775808"],
      ...["-9223372036854775808", "-9223372036854775809", "99999999999999999999", "true", "null"],
      ...['"a"', "[]", "[1]", "[1,null]", '["a"]', "[[]]", "{}", '{"x":1}', '{"x":{"y":null}}'],
    ];
    for (const usual of values) {
      const filler = `{"id":1,"a":${usual}}\n`.repeat(20);
      for (const odd of values) {
        await expectSame(bytesOf(`${filler}{"id":2,"a":${odd}}\n${filler}`));
        await expectSame(bytesOf(`${filler}{"id":3,"b":${odd},"a":null}\n${filler}`));
      }
    }
  });

  test("know keys apart that are nearly the same", async () => {
    const keys = [
      "",
      "a",
      "b",
      "ab",
      "\0",
      "a\0",
      "abcdefgh",
      "abcdefg\0",
      "abcdefghi",
      "ä",
      "a.b",
    ];
    const lines = keys.map((key) => `{${JSON.stringify(key)}:1,"m":{${JSON.stringify(key)}:""}}\n`);
    const found = await expectSame(bytesOf(lines.join("")));
    expect(found).toMatchObject({ rowCount: keys.length });
  });

  test("are all found where nearly every line has a shape of its own", async () => {
    const lines = Array.from(
      { length: 9000 },
      (_, i) => `{"k${i % 6000}":${i % 3 ? 1 : "null"}}\n`,
    );
    await expectSame(bytesOf(lines.join("")));
  });

  test("come from lines that begin in the first 16 MiB, however long they are", async () => {
    const line = `{"a":1,"t":"${"x".repeat(1 << 20)}"}\n`;
    const long = `{"b":1,"t":"${"x".repeat(5 << 20)}"}\n`;
    for (const before of [11, 15]) {
      const filler = line.repeat(before);
      await expectSame(bytesOf(`${filler}${long}{"late":1}\n`), "sample");
      await expectSame(bytesOf(`${long}${filler}\n\n  ${" ".repeat(1 << 20)}\n`), "sample");
      const rest = (16 << 20) - filler.length - 9;
      for (const more of [rest - 1, rest, rest + 1]) {
        const last = rest > 0 ? `{"t":"${"y".repeat(more)}"}\n` : "";
        await expectSame(bytesOf(`${filler}${last}{"late":1}\n`), "sample");
      }
    }
  });

  test("come from lines of bytes that are not UTF-8, too", async () => {
    const bytes = join([bytesOf('{"a":"'), Uint8Array.of(0xff), bytesOf('","b":1}\n')]);
    const reader = await openWith(jsonl, memorySource(bytes));
    expect(reader.schema.fields.map(({ name }) => name)).toEqual(["a", "b"]);
    await expectSame(bytes);
  });
});
