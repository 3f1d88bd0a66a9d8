import { expect, test } from "vitest";
import type { Validation } from "../../src/cli/api.ts";
import { cli } from "../support/cli-shell.ts";

const valid: Validation = {
  valid: true,
  violations: [],
  counts: { rows: 12_400, rowsOut: 12_400, rejected: 0, violations: 0, rules: [] },
  schema: { added: [], removed: [], retyped: [], nullable: [] },
  seconds: 0.6,
  outputs: {},
};

const broken: Validation = {
  ...valid,
  valid: false,
  violations: [
    {
      column: "score",
      rule: "range",
      row: 17,
      source: "a.parquet",
      value: "1.5",
      message: "the value must be at most 1; it is 1.5",
    },
    { column: "gone", rule: "required", row: null, source: null, message: "the column is missing" },
  ],
  counts: {
    rows: 12_400,
    rowsOut: 12_200,
    rejected: 200,
    violations: 201,
    rules: [
      { column: "score", rule: "range", violations: 200 },
      { column: "gone", rule: "required", violations: 1 },
    ],
  },
  schema: {
    added: ["new"],
    removed: ["gone"],
    retyped: [{ column: "id", from: "Int64", to: "Utf8" }],
    nullable: [],
  },
  outputs: { data: "out/data", rejected: "out/rejected.parquet" },
};

const validate = async (found: Validation, args: readonly string[], asked: unknown[] = []) =>
  cli(["validate", ...args], {
    files: { "schema.yaml": "columns: {}", "conf/schema.yaml": "columns: {}" },
    api: {
      parseSchema: async (text, folder) => {
        asked.push(folder);
        return { columns: {} };
      },
      loadValidators: async (path) => void asked.push(path),
      validate: async (inputs, _, { out, limit }) => {
        asked.push([inputs, out, limit]);
        return found;
      },
    },
  });

test("valid data are said to be so", async () => {
  expect(await validate(valid, ["a.parquet", "--schema", "schema.yaml"])).toEqual({
    exitCode: 0,
    stderr: "",
    stdout: "✓ Valid. 12 400 of 12 400 rows break no rule; 600 ms\n",
  });
});

test("what is broken is listed by rule, and the exit code says so", async () => {
  expect(await validate(broken, ["a.parquet", "--schema", "schema.yaml"])).toEqual({
    exitCode: 3,
    stderr: "",
    stdout: `✗ Not valid. 12 200 of 12 400 rows break no rule; 600 ms

Columns that differ from the schema
  added     new
  removed   gone
  retyped   id, Int64 to Utf8

Rules that were broken, and how often
  score range           200
      row 17 of a.parquet: the value must be at most 1; it is 1.5
  gone required           1
      the column is missing

Written: out/data out/rejected.parquet
`,
  });
});

test("--json prints what was found, and the exit code is the same", async () => {
  const { stdout, exitCode } = await validate(broken, ["a", "--schema", "schema.yaml", "--json"]);
  expect([JSON.parse(stdout), exitCode]).toEqual([broken, 3]);
});

test("flags are passed on, and paths in a schema start from where it is", async () => {
  const asked: unknown[] = [];
  const flags = ["--schema", "conf/schema.yaml", "--plugin", "r.mjs", "--out", "o", "--limit", "2"];
  await validate(valid, ["a", "b", ...flags], asked);
  expect(asked).toEqual(["r.mjs", "conf", [["a", "b"], "o", 2]]);
});

test("without a schema there is a hint how to come by one", async () => {
  const { exitCode, stderr } = await validate(valid, ["my file.csv"]);
  expect([exitCode, stderr]).toEqual([
    2,
    `error  There is no schema to validate against.
  rule    --schema names one; --infer writes one to begin with
  fix     sluice validate 'my file.csv' --infer -o schema.yaml
`,
  ]);
});

test("an inferred schema is printed, or written where -o says", async () => {
  const api = { inferSchema: async () => "columns: {}\n" };
  const { stdout } = await cli(["validate", "a.csv", "--infer"], { api });
  expect(stdout).toBe("columns: {}\n");
  const written = new Map<string, string>();
  const shown = await cli(["validate", "a.csv", "--infer", "-o", "s.yaml"], { api, written });
  expect([...written]).toEqual([["s.yaml", "columns: {}\n"]]);
  expect([shown.stdout, shown.stderr]).toEqual([
    "",
    `Written to s.yaml: edit it, then
Next  Check the data against it:
  sluice validate a.csv --schema s.yaml
`,
  ]);
});

test("--infer goes without what a check has", async () => {
  const { exitCode, stderr } = await cli(["validate", "a", "--infer", "--schema", "s"], {
    api: {},
  });
  expect(exitCode).toBe(2);
  expect(stderr).toContain("--infer only writes a schema.");
});
