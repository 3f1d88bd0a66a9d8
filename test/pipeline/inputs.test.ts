import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type InputSource, resolveInputs } from "../../src/pipeline/inputs.ts";
import { inspect } from "../../src/pipeline/inspect.ts";
import { readAll } from "../support/format-suite.ts";
import { golden, goldenPath } from "../support/goldens.ts";
import { serve } from "../support/http-server.ts";

const folders: string[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "inputs-"));
  folders.push(folder);
});
afterAll(async () => {
  for (const path of folders) await rm(path, { recursive: true });
});

const put = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<void> => {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
};
const names = async (...args: Parameters<typeof resolveInputs>): Promise<string[]> =>
  (await resolveInputs(...args)).map(({ name }) => name.replace(`${folder}/`, ""));

/** All rows of a source, which is closed behind them. */
async function readSource(
  source: InputSource,
  columns?: readonly string[],
): ReturnType<typeof readAll> {
  const reader = await source.open();
  try {
    return await readAll(reader, columns && { columns });
  } finally {
    await reader.close();
  }
}

describe("inputs", () => {
  test("are the files of a folder by their bytes, without hidden and unknown ones", async () => {
    await put({
      "b.jsonl": '{"a":1}\n',
      "a/z.jsonl.gz": gzipSync('{"a":2}\n'),
      "a/B.ndjson": '{"a":3}\n',
      ".sluice/work.jsonl": '{"a":4}\n',
      "README.md": "# Data",
      "image.png": Uint8Array.of(0x89, 0x50),
    });
    const skipped: string[] = [];
    const onSkip = (path: string, reason: string): void => {
      skipped.push(`${path.replace(`${folder}/`, "")}: ${reason}`);
    };
    expect(await names([`${folder}/`], { onSkip })).toEqual([
      "a/B.ndjson",
      "a/z.jsonl.gz",
      "b.jsonl",
    ]);
    expect(skipped).toEqual([
      "image.png: its extension is that of no known format",
      "README.md: it is a text beside data files; --format text reads it",
    ]);
  });

  test("are texts where a folder has nothing else", async () => {
    await put({ "b.txt": "b", "a.md": "a" });
    const sources = await resolveInputs([folder]);
    const texts = await Promise.all(
      sources.map(async (source) => (await readSource(source, ["text"])).rows),
    );
    expect(texts).toEqual([[{ text: "a" }], [{ text: "b" }]]);
  });

  test("are what a glob matches, each once, in the order given", async () => {
    await put({
      "b.jsonl": '{"a":1}',
      "a.jsonl": '{"a":1}',
      "c/d.jsonl": '{"a":1}',
      "e[1].jsonl": '{"a":1}',
    });
    const at = (path: string): string => join(folder, path);
    expect(await names([at("b.jsonl"), at("*.jsonl")])).toEqual([
      "b.jsonl",
      "a.jsonl",
      "e[1].jsonl",
    ]);
    expect(await names([at("**/*.jsonl")])).toEqual([
      "a.jsonl",
      "b.jsonl",
      "c/d.jsonl",
      "e[1].jsonl",
    ]);
    expect(await names([at("{a,b}.jsonl")])).toEqual(["a.jsonl", "b.jsonl"]);
    expect(await names([at("e[1].jsonl")])).toEqual(["e[1].jsonl"]);
  });

  test("are one source where a folder is a dataset", async () => {
    await cp(goldenPath("lerobot"), join(folder, "robots"), { recursive: true });
    const sources = await resolveInputs([folder], { columns: ["task"] });
    expect(
      sources.map(({ name, format }) => [name.replace(`${folder}/`, ""), format.name]),
    ).toEqual([
      ["robots/v2.1", "lerobot"],
      ["robots/v3.0", "lerobot"],
    ]);
    expect((await readSource(sources[1]!, ["task"])).rows).toHaveLength(9);
    const [direct] = await resolveInputs([join(folder, "robots", "v2.1")]);
    expect(direct!.byteLength).toBeGreaterThan(6000);
  });

  test("may be behind URLs", async () => {
    const server = await serve(() => new TextEncoder().encode('{"a":1}\n{"a":2}\n'));
    try {
      const [source] = await resolveInputs([`${server.url}/x.jsonl`]);
      expect(source!.byteLength).toBe(16);
      const reader = await source!.open();
      expect((await readAll(reader)).rows).toEqual([{ a: 1n }, { a: 2n }]);
      await reader.close();
    } finally {
      await server.close();
    }
  });

  test.each([
    ["a path that is not there", "none.jsonl", /does not exist/, /check the path/],
    ["a glob that matches nothing", "*.none", /No file matches/, /check the pattern/],
    ["a folder without files", "empty", /has no file that can be read/, /--format/],
  ])("refuse %s", async (_, path, message, fix) => {
    await mkdir(join(folder, "empty"));
    await expect(resolveInputs([join(folder, path)])).rejects.toMatchObject({
      name: "FileError",
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    });
  });

  test("refuse a file whose format is not known", async () => {
    await put({ x: Uint8Array.of(0, 1, 2) });
    await expect(resolveInputs([join(folder, "x")])).rejects.toMatchObject({
      name: "FormatError",
      fix: expect.stringContaining("--format"),
    });
  });

  test("take options of the format, and refuse others", async () => {
    await put({ "a.txt": "x\ny\n" });
    const [source] = await resolveInputs([folder], { formatOptions: { rows: "line" } });
    expect((await readSource(source!, ["text"])).rows).toHaveLength(2);
    await expect(resolveInputs([folder], { formatOptions: { row: "line" } })).rejects.toMatchObject(
      {
        name: "OptionError",
        fix: "did you mean rows?",
      },
    );
    await expect(resolveInputs([folder], { format: "txt" })).rejects.toMatchObject({
      name: "OptionError",
    });
  });
});

describe("the schema of inputs", () => {
  test("names the first file that lacks a column, and the one that is meant", async () => {
    await put({ "a.jsonl": '{"text":"x"}', "b.jsonl": '{"txt":"x"}', "c.jsonl": '{"txt":"x"}' });
    await expect(resolveInputs([folder], { columns: ["text"] })).rejects.toMatchObject({
      name: "SchemaError",
      column: "text",
      where: join(folder, "b.jsonl"),
      rule: "its columns are txt",
      fix: "did you mean txt?",
    });
  });

  test("names the first file whose column has another type", async () => {
    await put({ "a.jsonl": '{"t":"x"}', "b.jsonl": '{"t":"y"}', "c.jsonl": '{"t":true}' });
    await expect(resolveInputs([folder], { columns: ["t"] })).rejects.toMatchObject({
      name: "SchemaError",
      message: expect.stringMatching(/"t" is Bool in .*c\.jsonl, but Utf8 in .*a\.jsonl/),
    });
    expect(await names([folder], { columns: [] })).toHaveLength(3);
  });

  test("widens whole numbers to doubles, and nulls to anything", async () => {
    await put({
      "a.jsonl": '{"n":1,"k":null}',
      "b.jsonl": '{"n":1.5,"k":7}',
      "c.jsonl": "\n",
      "d.csv": "n,k\n3,\n",
    });
    const sources = await resolveInputs([folder], { columns: ["n", "k"] });
    const rows = [];
    for (const source of sources) rows.push(...(await readSource(source)).rows);
    expect(rows).toEqual([
      { n: 1, k: null },
      { n: 1.5, k: 7n },
      { n: 3, k: null },
    ]);
  });

  test("has every column of any JSONL file, where no columns are named", async () => {
    await put({ "a.jsonl": '{"a":1}', "b.jsonl": '{"b":"x"}' });
    const [first] = await resolveInputs([folder]);
    expect((await readSource(first!)).rows).toEqual([{ a: 1n, b: null }]);
  });

  test("must be the same in files that state it", async () => {
    await put({
      "a.parquet": golden("parquet/types.parquet"),
      "b.parquet": golden("parquet/large.parquet"),
    });
    await expect(resolveInputs([folder])).rejects.toMatchObject({ name: "SchemaError" });
    expect(await names([folder], { columns: ["id"] })).toHaveLength(2);
  });

  test("has values inside objects by their path", async () => {
    await put({ "a.jsonl": '{"m":{"lang":"de"}}', "b.jsonl": '{"m":{"lang":"en"}}' });
    for (const source of await resolveInputs([folder], { columns: ["m.lang"] })) {
      const { rows } = await readSource(source, ["m.lang"]);
      expect(rows).toEqual([{ "m.lang": source.name.endsWith("a.jsonl") ? "de" : "en" }]);
    }
  });
});

describe("inspect", () => {
  test("tells what is in a file, and counts the rows, bad ones too", async () => {
    await put({ "a.jsonl": '{"a":1,"b":"x"}\n\nbad\n{"a":2}\n' });
    expect(await inspect(join(folder, "a.jsonl"))).toEqual({
      format: "jsonl",
      rows: 3,
      schema: [
        { name: "a", type: "Int64" },
        { name: "b", type: "Utf8" },
      ],
      metadata: {},
      byteLength: 29,
    });
  });

  test("tells what is in datasets and in files that say it themselves", async () => {
    expect(await inspect(goldenPath("lerobot/v2.1"))).toMatchObject({ format: "lerobot", rows: 9 });
    expect(await inspect(goldenPath("parquet/types.parquet"))).toMatchObject({ rows: 4 });
    expect(await inspect(goldenPath("arrow/lz4.arrow"))).toMatchObject({ rows: 4 });
  });

  test("looks into one file at a time", async () => {
    await put({ "a.jsonl": '{"a":1}', "b.jsonl": '{"a":1}' });
    await expect(inspect(folder)).rejects.toMatchObject({
      fix: expect.stringContaining("a.jsonl"),
    });
  });
});
