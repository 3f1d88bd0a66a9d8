import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { findFormat, formatNamed, formats } from "../../src/formats/index.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import { golden } from "../support/goldens.ts";

const bytesOf = (content: string): Uint8Array => new TextEncoder().encode(content);
const found = async (bytes: Uint8Array, name: string, forced?: string): Promise<unknown> =>
  (await findFormat(memorySource(bytes, name), forced))?.format.name;

test("the list has every format of the folder", () => {
  const folder = new URL("../../src/formats/", import.meta.url);
  const defined = readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [
      ...readFileSync(new URL(file, folder), "utf8").matchAll(/export const (\w+) = defineFormat/g),
    ])
    .map(([, name]) => name);
  expect(new Set(formats.map(({ name }) => name))).toEqual(new Set(defined));
  expect(formats).toHaveLength(defined.length);
});

test("no extension belongs to two formats", () => {
  const extensions = formats.flatMap((format) => format.extensions);
  expect(new Set(extensions).size).toBe(extensions.length);
});

describe("the format of a file", () => {
  test.each([
    ["parquet", golden("parquet/types.parquet")],
    ["arrow", golden("arrow/types.arrow")],
    ["arrow", golden("arrow/types.arrows")],
    ["jsonl", bytesOf('\n {"a":1}\n{"a":2}')],
    ["jsonl", bytesOf(`{"a":"${"x".repeat(100_000)}"}`)],
    ["text", bytesOf('{"a":1} and more\n')],
    ["text", bytesOf("just text, with ä")],
    ["text", bytesOf(`${"x".repeat((64 << 10) - 1)}ä`)],
    [undefined, Uint8Array.of(1, 0, 2, 0)],
    [undefined, Uint8Array.of(0xff, 0xfe, 0x41)],
  ])("is %s by what is in it", async (format, bytes) => {
    expect(await found(bytes, "no-extension")).toBe(format);
    expect(await found(new Uint8Array(gzipSync(bytes)), "no-extension")).toBe(format);
  });

  test.each([
    ["jsonl", "x.JSONL"],
    ["jsonl", "x.ndjson.gz"],
    ["csv", "a.b.csv"],
    ["csv", "x.tsv.zst"],
    ["text", "notes.md"],
    ["parquet", "x.pq"],
    ["jsonl", "https://example.org/x.jsonl.gz?token=a.csv"],
  ])("is %s by the extension of %s", async (format, name) => {
    expect(await found(bytesOf("plain"), name)).toBe(format);
  });

  test("is what its first bytes say, whatever its extension", async () => {
    expect(await found(golden("parquet/types.parquet"), "x.jsonl")).toBe("parquet");
  });

  test("is what it is said to be", async () => {
    expect(await found(bytesOf('{"a":1}'), "x.jsonl", "text")).toBe("text");
    await expect(found(bytesOf(""), "x", "jsnol")).rejects.toMatchObject({
      name: "OptionError",
      fix: "did you mean jsonl?",
    });
    expect(formatNamed("csv").name).toBe("csv");
  });

  test("is found inside a compressed file, which it is read from", async () => {
    const packed = new Uint8Array(gzipSync('{"a":1}\n'));
    const inside = await findFormat(memorySource(packed, "x.gz"));
    expect([inside?.format.name, inside?.compression]).toEqual(["jsonl", "gzip"]);
    expect(new TextDecoder().decode(await inside!.source.read(0, 100))).toBe('{"a":1}\n');
  });
});
