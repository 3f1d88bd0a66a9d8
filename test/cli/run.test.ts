import { expect, test } from "vitest";
import type { Api, Plan, RunRequest } from "../../src/cli/api.ts";
import { GateError } from "../../src/core/errors.ts";
import { cli, sampleOutcome } from "../support/cli-shell.ts";

const plan: Plan = {
  inputs: ["data/"],
  stages: [{ name: "exact-dedup", options: { normalize: [] } }],
  out: "out",
};
const files = { "curate.yaml": "inputs: [data/]\n" };

function engine() {
  const parsed: unknown[] = [];
  const ran: [Plan, RunRequest][] = [];
  const api: Partial<Api> = {
    parsePlan: (...args) => {
      parsed.push(args);
      return { plan, runOptions: { batchRows: 100, device: { prefer: "cpu", threads: 3 } } };
    },
    printPlan: () => "inputs:\n  - data/\n",
    runPlan: async (...args) => {
      ran.push(args);
      return sampleOutcome;
    },
    formats: [
      { name: "jsonl", doc: "JSON lines", options: {}, create: true },
      { name: "parquet", doc: "Apache Parquet", options: {}, create: true },
      { name: "bag", doc: "ROS 1", options: {} },
    ],
  };
  return { api, parsed, ran };
}

test("a pipeline is run as its file says, but for what was typed", async () => {
  const { api, parsed, ran } = engine();
  const flags = "--set stages.0.threshold=0.9 --set out=a=b --resume --device wasm";
  const { exitCode } = await cli(["run", "curate.yaml", ...flags.split(" ")], { api, files });
  expect(exitCode).toBe(0);
  expect(parsed).toEqual([["inputs: [data/]\n", { "stages.0.threshold": 0.9, out: "a=b" }]]);
  expect(ran[0]![0]).toBe(plan);
  expect(ran[0]![1]).toMatchObject({
    resume: true,
    batchRows: 100,
    device: { prefer: "wasm", threads: 3 },
  });
});

test("--set without a value is refused", async () => {
  const { exitCode, stderr } = await cli(["run", "curate.yaml", "--set", "out"], {
    api: engine().api,
    files,
  });
  expect(exitCode).toBe(2);
  expect(stderr).toBe(`error  --set out has no value.
  where   --set out
  rule    it is given as --set KEY=VALUE
`);
});

test("a plan is printed as YAML, or as JSON", async () => {
  const { api } = engine();
  expect(await cli(["plan", "curate.yaml"], { api, files })).toEqual({
    exitCode: 0,
    stdout: "inputs:\n  - data/\n",
    stderr: "",
  });
  const { stdout } = await cli(["plan", "curate.yaml", "--json"], { api, files });
  expect(JSON.parse(stdout)).toEqual(plan);
});

test("convert is a plan without stages", async () => {
  const { api, ran } = engine();
  const args = ["convert", "logs/", "--to", "parquet", "--out", "out/p/", "--format", "jsonl"];
  await cli(args, { api });
  expect(ran[0]![0]).toEqual({
    inputs: ["logs/"],
    out: "out/p/",
    to: "parquet",
    format: "jsonl",
    stages: [],
  });
});

test("convert tells of the rows it wrote", async () => {
  const { recall: _, ...rest } = sampleOutcome;
  const outcome = {
    ...rest,
    rowsIn: 21_240,
    rowsOut: 21_240,
    duplicates: 0,
    rejected: 0,
    stages: [],
    seconds: 36.9,
    outputs: {
      data: { path: "out/p/data", byteLength: 3_100_000, rows: 21_240 },
      duplicates: { path: "out/p/duplicates.parquet", byteLength: 2900, rows: 0 },
      rejected: { path: "out/p/rejected.parquet", byteLength: 630, rows: 0 },
      report: { path: "out/p/report.html", byteLength: 54_000 },
      manifest: { path: "out/p/manifest.json", byteLength: 6000 },
    },
  };
  const api = { ...engine().api, runPlan: async () => outcome };
  const args = ["convert", "logs/", "--to", "parquet", "--out", "out/p"];
  const { stdout } = await cli(args, { api, terminal: true });
  expect(stdout).toBe(`
✓ Done in 36.9 s. 21 240 rows written.

Written to out/p
  report.html                         54 kB   open this first
  data/                21 240 rows   3.1 MB   the curated data set
  duplicates.parquet        0 rows     3 kB   each removed row, and why
  rejected.parquet          0 rows    630 B   rows that broke a rule
  manifest.json                        6 kB   config, device, digests

Next  Remove the rows that repeat others:
  sluice dedup exact out/p/data --out out/p-exact
`);
});

test("the help of convert names the formats that can be written", async () => {
  const { stdout } = await cli(["convert", "--help"], { api: engine().api });
  expect(stdout).toContain("  --to FORMAT          jsonl or parquet\n");
});

test.each([
  [true, 0, "drift of data: passed, no drift in 3 columns"],
  [false, 3, "drift of data: not passed, 1 column drifted: score"],
])("a gate that says %s ends with exit code %i", async (passed, code, line) => {
  const { api } = engine();
  const finding = passed ? "no drift in 3 columns" : "1 column drifted: score";
  const audit = {
    name: "drift",
    of: "data",
    passed,
    finding,
    seconds: 1,
    folder: "out/audits/drift",
  };
  const runPlan: Api["runPlan"] = async () =>
    ({ ...sampleOutcome, audits: [audit] }) as typeof sampleOutcome;
  const { exitCode, stdout } = await cli(["run", "curate.yaml"], {
    api: { ...api, runPlan },
    files,
  });
  expect(exitCode).toBe(code);
  expect(stdout).toContain(`${line}\n`);
});

test("a gate that ends a run is exit code 3, and says what to look at", async () => {
  const { api } = engine();
  const runPlan: Api["runPlan"] = async () => {
    throw new GateError("The inputs did not pass validate: 9 violations, in 9 of 60 rows.", {
      where: "out/audits/validate",
    });
  };
  const { exitCode, stderr } = await cli(["run", "curate.yaml", "--quiet"], {
    api: { ...api, runPlan },
    files,
  });
  expect(exitCode).toBe(3);
  expect(stderr).toBe(`error  The inputs did not pass validate: 9 violations, in 9 of 60 rows.
  where   out/audits/validate
`);
});
