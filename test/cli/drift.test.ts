import { expect, test } from "vitest";
import type { ColumnDrift, Drift } from "../../src/cli/api.ts";
import { cli } from "../support/cli-shell.ts";

const steady: ColumnDrift = {
  kind: "number",
  ks: { statistic: 0.0123, pValue: 0.4, method: "asymptotic" },
  psi: 0.0012,
  chi2: null,
  wasserstein: 0.02,
  jensenShannon: 0.01,
  mmd: null,
  frechet: null,
  classifier: null,
  count: { reference: 1000, current: 900 },
  missing: { reference: 0, current: 0 },
  sampled: null,
  tests: [],
  drifted: false,
  reasons: [],
  distribution: null,
};

const found: Drift = {
  drifted: ["speed"],
  columns: {
    steady,
    speed: {
      ...steady,
      drifted: true,
      reasons: ["the distributions are 0.31 apart (Kolmogorov-Smirnov)"],
    },
    blob: { ...steady, kind: "other", ks: null, psi: null },
  },
  rows: { reference: 1000, current: 900 },
  schema: {
    added: ["new"],
    removed: [],
    retyped: [{ column: "id", from: "Int64", to: "Utf8" }],
  },
  thresholds: { alpha: 0.01, ks: 0.1, psi: 0.2, cramersV: 0.1, frechet: 0.05, missing: 0.05 },
  reference: "data",
  seconds: 1.2,
  outputs: { report: "out/report.html" },
};

test("drifted columns come first, with why", async () => {
  const api = { drift: async () => found };
  expect(await cli(["drift", "a.parquet", "b.parquet"], { api })).toEqual({
    exitCode: 3,
    stderr: "",
    stdout: `✗ 1 column drifted. 1 000 rows before, 900 rows now; 1.2 s

Columns that are not as before
  added    new
  retyped  id, Int64 to Utf8

  ! speed   the distributions are 0.31 apart (Kolmogorov-Smirnov)
  · steady  ks 0.012, psi 0.001
  · blob    nothing to compare

Written: out/report.html
`,
  });
});

test("without drift the exit code is 0", async () => {
  const none = { ...found, drifted: [], columns: { steady }, outputs: {} };
  const api = { drift: async () => ({ ...none, schema: { added: [], removed: [], retyped: [] } }) };
  expect(await cli(["drift", "a", "b"], { api })).toEqual({
    exitCode: 0,
    stderr: "",
    stdout: `✓ No drift. 1 000 rows before, 900 rows now; 1.2 s

  · steady  ks 0.012, psi 0.001
`,
  });
});

test("--json prints what was found", async () => {
  const { stdout, exitCode } = await cli(["drift", "a", "b", "--json"], {
    api: { drift: async () => found },
  });
  expect([JSON.parse(stdout), exitCode]).toEqual([found, 3]);
});

test("flags are passed on", async () => {
  const asked: unknown[] = [];
  const api = {
    drift: async (reference: string, current: string, options: object) => {
      const { progress: _, signal: __, ...rest } = options as Record<string, unknown>;
      asked.push(reference, current, rest);
      return found;
    },
  };
  const flags = ["--ignore", "id,time", "--columns", "a", "--columns", "b", "--out", "o"];
  await cli(["drift", "a", "b", ...flags, "--ks", "0.3", "--cramers-v", "0.2"], { api });
  expect(asked).toEqual([
    "a",
    "b",
    {
      ignore: ["id", "time"],
      columns: ["a", "b"],
      out: "o",
      thresholds: { ks: 0.3, cramersV: 0.2 },
    },
  ]);
});

test("a threshold that is none is refused", async () => {
  const { exitCode, stderr } = await cli(["drift", "a", "b", "--alpha", "2"], { api: {} });
  expect([exitCode, stderr.split("\n")[0]]).toEqual([
    2,
    "error  --alpha must be a number from 0 to 1.",
  ]);
});
