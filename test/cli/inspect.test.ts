import { expect, test } from "vitest";
import type { Inspection } from "../../src/cli/api.ts";
import { stringWidth } from "../../src/cli/width.ts";
import { FormatError } from "../../src/core/errors.ts";
import { cli } from "../support/cli-shell.ts";

const tasks: Inspection = {
  format: "parquet",
  rows: 12_400,
  schema: [
    { name: "id", type: "Int64" },
    { name: "instruction", type: "Utf8" },
  ],
  metadata: { createdBy: "parquet-wasm 0.8.0", rowGroups: 3, comment: null },
  byteLength: 1_840_000,
};

const inspect = async (inspection: Inspection, args = ["tasks.parquet"]) =>
  cli(["inspect", ...args], { api: { inspect: async () => inspection } });

test("a file is shown by its facts and its columns", async () => {
  expect(await inspect(tasks)).toEqual({
    exitCode: 0,
    stderr: "",
    stdout: `tasks.parquet  parquet, 1.8 MB
  Rows        12 400
  Created by  parquet-wasm 0.8.0
  Row groups  3

  column       type
  id           Int64
  instruction  Utf8

Next  Remove the rows that repeat others:
  sluice dedup fuzzy tasks.parquet --column instruction --out out
`,
  });
});

test("without a text column whole rows are compared", async () => {
  const { stdout } = await inspect({ ...tasks, schema: tasks.schema.slice(0, 1) }, ["my file.csv"]);
  expect(stdout.split("\n").at(-2)).toBe("  sluice dedup exact 'my file.csv' --out out");
});

test.each([
  [["Utf8 id", "Utf8 task_description", "Utf8 text"], "--column task_description "],
  [["Utf8 id", "Utf8 name"], "--column id "],
  [["List<Utf8> texts", "Int64 id"], "dedup exact"],
])("of %j the column of text is guessed", async (fields, expected) => {
  const schema = fields.map((field) => {
    const [type = "", name = ""] = field.split(" ");
    return { name, type };
  });
  expect((await inspect({ ...tasks, schema })).stdout).toContain(expected);
});

test("there is no next step where there is nothing to compare", async () => {
  const { stdout } = await inspect({ ...tasks, rows: 0, schema: [], metadata: {} });
  expect(stdout).toBe("tasks.parquet  parquet, 1.8 MB\n  Rows       0\n");
});

test("--json prints what the file holds", async () => {
  const { stdout } = await inspect(tasks, ["tasks.parquet", "--json"]);
  expect(JSON.parse(stdout)).toEqual(tasks);
});

test("--format is passed on", async () => {
  const asked: unknown[] = [];
  const api = {
    inspect: async (...args: unknown[]) => {
      asked.push(args);
      return tasks;
    },
  };
  await cli(["inspect", "a", "--format", "jsonl"], { api });
  expect(asked).toEqual([["a", { format: "jsonl" }]]);
});

test("names and values from a file are cut, and cannot dress themselves up", async () => {
  const long = "\x1b[31mcolumn\x07".repeat(30);
  const { stdout } = await inspect(
    {
      ...tasks,
      schema: [{ name: long, type: long }],
      metadata: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${long}${i}`, { long }])),
    },
    ["x".repeat(200)],
  );
  const lines = stdout.split("\n");
  expect(stdout).not.toContain("\x1b");
  expect(stdout).not.toContain("\x07");
  expect(lines).toContain("  9 more with --json");
  for (const line of lines.slice(0, -3)) expect(stringWidth(line)).toBeLessThanOrEqual(80);
});

test("a broken file is an error with its byte, and exit code 1", async () => {
  const error = new FormatError("parquet", "a.parquet", 12, "a.parquet has no footer.");
  const { exitCode, stderr } = await cli(["inspect", "a.parquet"], {
    api: {
      inspect: async () => {
        throw error;
      },
    },
  });
  expect(exitCode).toBe(1);
  expect(stderr).toBe("error  a.parquet has no footer.\n  where   a.parquet, byte 12\n");
});
