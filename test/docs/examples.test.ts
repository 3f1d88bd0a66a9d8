import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { parsePlan } from "../../src/pipeline/yaml.ts";
import { readJsonl, readRows, runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";

const blocks = (path: string, language: string): string[] =>
  [...readFileSync(path, "utf8").matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, "g"))].map(
    ([, text]) => text!,
  );

const run = promisify(execFile);
const hooks = pathToFileURL(resolve("scripts/wgsl-hooks.ts")).href;

test("the program in the README runs as it is written, and is short", async () => {
  const program = blocks("README.md", "ts")[0]!;
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(12);
  const folder = await tempFolder();
  mkdirSync(join(folder, "data"));
  const texts = ["the same text twice", "the same text twice", "another text altogether"];
  await writeJsonl(
    join(folder, "data", "rows.jsonl"),
    texts.map((text) => ({ text })),
  );
  const installed = join(folder, "node_modules", "sluice");
  mkdirSync(installed, { recursive: true });
  const entry = pathToFileURL(resolve("src/node.ts")).href;
  writeFileSync(join(installed, "package.json"), `{"type":"module","exports":"./index.js"}`);
  writeFileSync(join(installed, "index.js"), `export * from ${JSON.stringify(entry)};`);
  writeFileSync(join(folder, "program.mts"), program);

  const { stdout } = await run(process.execPath, ["--import", hooks, "program.mts"], {
    cwd: folder,
  });
  expect(stdout).toBe("3 rows in, 2 out, 1 duplicates\n");
  expect(await readJsonl(join(folder, "curated", "data", "part-00000.jsonl"))).toEqual([
    { text: texts[0] },
    { text: texts[2] },
  ]);
});

test("the worked example of dedup gives the rows it says", async () => {
  const folder = await tempFolder();
  const rows = join(folder, "rows.jsonl");
  writeFileSync(rows, blocks("docs/dedup.md", "jsonl")[0]!);
  const out = join(folder, "out");
  await runQuietly({
    inputs: [rows],
    out,
    stages: [{ name: "fuzzy-dedup", options: { column: "text" } }],
  });
  const [, table] = /\| row_index .*\n\|[-| ]+\|\n((?:\|.*\n)+)/.exec(
    readFileSync("docs/dedup.md", "utf8"),
  )!;
  const told = table!
    .trim()
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const removed = await readRows(join(out, "duplicates.parquet"));
  expect(
    removed.map(({ row_index, kept_row_index, similarity, method }) =>
      [row_index, kept_row_index, Number(Number(similarity).toFixed(4)), method].map(String),
    ),
  ).toEqual(told);
  const all = await readJsonl(rows);
  expect(await readJsonl(join(out, "data", "part-00000.jsonl"))).toEqual([all[0], all[1], all[4]]);
});

test("the plan file in the documents is a plan", () => {
  expect(parsePlan(blocks("docs/yaml.md", "yaml")[0]!).plan.stages.map(({ name }) => name)).toEqual(
    ["exact-dedup", "fuzzy-dedup"],
  );
});

describe("the output of the demo in the README", () => {
  const lines = blocks("README.md", "text")[0]!.trim().split("\n");
  const shape = (line: string): string =>
    line.replaceAll(/\d+(?:[ .]\d+)* ?(?:[kMG]?B|m?s\b)?/g, "#").replaceAll(/ +/g, " ");
  const count = (label: string): number =>
    Number(
      new RegExp(`^${label} +([\\d ]+)$`, "m").exec(lines.join("\n"))![1]!.replaceAll(" ", ""),
    );

  test("accounts for all rows", () => {
    expect(count("rows in")).toBe(
      count("rows out") + count("exact duplicates") + count("fuzzy duplicates") + count("rejected"),
    );
  });

  test("has the lines that the demo prints", async () => {
    const folder = await tempFolder();
    cpSync("docs", join(folder, "docs"), {
      recursive: true,
      filter: (path) => !path.endsWith("api"),
    });
    const stages = "[exact-dedup: { column: text }, fuzzy-dedup: { column: text }]";
    writeFileSync(
      join(folder, "demo.yaml"),
      `inputs: [docs]\nout: out\nformat: text\nstages: ${stages}\n`,
    );
    const { stdout, stderr } = await run(
      process.execPath,
      ["--import", hooks, resolve("src/cli/main.ts"), "run", "demo.yaml", "--device", "wasm"],
      { cwd: folder },
    );
    const here = `${stderr}\n${stdout}`.split("\n").map(shape);
    const clusters = lines.findIndex((line) => line.includes("clusters"));
    const written = lines.findIndex((line) => line.startsWith("written to"));
    const expected = lines
      .slice(0, clusters)
      .map((line) => shape(line))
      .filter((line) => !line.startsWith("device") && !line.startsWith("verify"));
    expect(here).toEqual(expect.arrayContaining(expected));
    expect(lines.slice(clusters, written).filter((line) => /^ {2}kept /.test(line))).toHaveLength(
      3,
    );
  });
});
