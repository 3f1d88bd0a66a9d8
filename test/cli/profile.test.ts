import { expect, test } from "vitest";
import type { ProfileOutcome } from "../../src/cli/api.ts";
import { stringWidth } from "../../src/cli/width.ts";
import { profile } from "../../src/pipeline/profile.ts";
import { cli } from "../support/cli-shell.ts";
import { tempFolder, writeJsonl } from "../support/temp.ts";

async function outcome(): Promise<ProfileOutcome> {
  const folder = await tempFolder();
  const rows = Array.from({ length: 240 }, (_, i) => ({
    speed: i % 12 === 0 ? null : (i % 12) ** 2,
    pose: [i % 7, 2],
    task: i % 3 === 0 ? "lift" : "carry",
    ok: i % 4 === 0,
  }));
  await writeJsonl(`${folder}/rows.jsonl`, rows);
  return { ...(await profile([`${folder}/rows.jsonl`])), seconds: 1.94 };
}

const show = async (found: ProfileOutcome, args: readonly string[] = []) =>
  cli(["profile", "rows.jsonl", ...args], { api: { profile: async () => found } });

test("a profile is shown by its alerts and its columns", async () => {
  const found = await outcome();
  const files = {
    report: { path: "out/report.html", byteLength: 41_000 },
    profile: { path: "out/profile.json", byteLength: 12_400 },
    statistics: { path: "out/statistics.parquet", byteLength: 8100 },
  };
  const { exitCode, stdout } = await show({ ...found, files }, ["--out", "out", "--quiet"]);
  expect(exitCode).toBe(0);
  expect(stdout).toBe(`✓ Done in 1.9 s. 240 rows, 4 columns, 2.1 % of cells missing.

  fix   pose   1 of 2 dimensions never changes: 1
  look  speed  8.33 % of the values are missing

  column  type        missing     distinct  shape
  speed   Int64         8.3 %           11  █▃▃▃▃▁▃▁▃▃▁▃
  pose    Float64[2]        0       2 dims  █▁
  task    category          0            2  █▄
  ok      Bool              0            2  █▃

Written to out   report.html 41 kB, profile.json 12 kB, statistics.parquet 8 kB
`);
});

test("without --out it says how to write it down", async () => {
  const { stdout } = await show(await outcome());
  expect(stdout).toContain("Next  Write it down, with a report to open in a browser:");
});

test("--json prints the profile and nothing else", async () => {
  const found = await outcome();
  const { stdout } = await show(found, ["--json", "--quiet"]);
  expect(JSON.parse(stdout)).toEqual(found.profile);
});

test("options are passed on", async () => {
  const asked: unknown[] = [];
  const found = await outcome();
  const api = {
    profile: async (
      inputs: readonly string[],
      { progress: _, signal: __, ...rest }: object & { progress?: unknown; signal?: unknown } = {},
    ) => {
      asked.push(inputs, rest);
      return found;
    },
  };
  const flags = [
    "--columns",
    "a,b",
    "--std",
    "sample",
    "--quantiles",
    "0,0.5",
    "--no-correlations",
    "--device",
    "webgpu",
    "--no-languages",
    "--no-media",
  ];
  await cli(["profile", "x", "y", ...flags, "--top", "3", "--compare", "z"], { api });
  expect(asked).toEqual([
    ["x", "y"],
    {
      columns: ["a", "b"],
      std: "sample",
      quantiles: [0, 0.5],
      correlations: false,
      languages: false,
      media: false,
      top: 3,
      compare: ["z"],
      device: { prefer: "webgpu" },
    },
  ]);
});

test("a wrong quantile is refused", async () => {
  const { exitCode, stderr } = await cli(["profile", "x", "--quantiles", "0.5,2"], { api: {} });
  expect(exitCode).toBe(2);
  expect(stderr).toContain("--quantiles must be numbers from 0 to 1.");
});

test("long names are cut, and nothing is wider than the terminal", async () => {
  const found = await outcome();
  const long = "\x1b[31mcolumn.with.a.long.name".repeat(9);
  const { columns, alerts } = found.profile;
  const renamed = {
    ...found.profile,
    columns: { ...columns, [long]: columns["speed"]! },
    alerts: alerts.map((alert) => ({ ...alert, column: long })),
  };
  const { stdout } = await show({ ...found, profile: renamed }, ["--out", "out"]);
  expect(stdout).not.toContain("\x1b");
  for (const line of stdout.split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(80);
});
