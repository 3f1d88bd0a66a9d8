import { describe, expect, test } from "vitest";
import type { Api, Plan, RunRequest } from "../../src/cli/api.ts";
import { runCli } from "../../src/cli/program.ts";
import { OptionError, SchemaError } from "../../src/core/errors.ts";
import { cli, fakeShell, sampleOutcome } from "../support/cli-shell.ts";
import { sampleStages } from "../support/cli-stages.ts";

const fuzzy = ["dedup", "fuzzy", "data/", "--column", "instruction", "--out", "out"];

/** An engine that remembers what it was asked, and tells of a run as the real one does. */
function engine(behave: (run: RunRequest) => void = () => {}) {
  const asked: { plan: Plan; run: RunRequest }[] = [];
  const api: Partial<Api> = {
    stages: sampleStages,
    runPlan: async (plan, run) => {
      asked.push({ plan, run });
      run.onStart?.({
        fileCount: 53,
        byteLength: 2_900_014_208,
        device: { backend: "webgpu", name: "Example GPU 24 GB", budgetBytes: 18e9 },
        method: ["5-character shingles", "threshold 0.80"],
        phases: ["Read and hash"],
      });
      run.progress.start("Read and hash", "rows", { items: 12_400_000 });
      run.progress.advance("Read and hash", 12_400_000, 2_900_014_208);
      behave(run);
      run.progress.end("Read and hash");
      return sampleOutcome;
    },
  };
  return { api, asked };
}

const failing = (error: unknown): Partial<Api> => ({
  stages: sampleStages,
  runPlan: async () => {
    throw error;
  },
});

describe("what is asked of the engine", () => {
  test("fuzzy is one stage, which removes equal texts itself", async () => {
    const { api, asked } = engine();
    await cli([...fuzzy, "--threshold", "0.9", "--keep", "longest", "--no-verify"], { api });
    expect(asked[0]!.plan).toEqual({
      inputs: ["data/"],
      out: "out",
      stages: [
        {
          name: "fuzzy-dedup",
          options: { column: "instruction", threshold: 0.9, keep: "longest", verify: false },
        },
      ],
    });
  });

  test("semantic compares the vectors that are there, or makes them first", async () => {
    const { api, asked } = engine();
    const semantic = ["dedup", "semantic", "data/", "--out", "out", "--column", "task"];
    await cli([...semantic, "--eps", "0.1"], { api });
    await cli([...semantic, "--encoder", "hash", "--dims", "64", "--embedding", "v"], { api });
    expect(asked.map(({ plan }) => plan.stages)).toEqual([
      [{ name: "semantic-dedup", options: { column: "task", eps: 0.1 } }],
      [
        { name: "embed", options: { encoder: "hash", dims: 64, column: "task", embedding: "v" } },
        { name: "semantic-dedup", options: { column: "task", embedding: "v" } },
      ],
    ]);
    const { exitCode, stderr } = await cli([...semantic, "--dims", "64"], { api });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--dims is of an encoder, and none is named.");
  });

  test("exact takes the flags of every run", async () => {
    const { api, asked } = engine();
    const flags =
      "--to jsonl --format csv --strict --skip-bad-files --resume --force --index seen --against self";
    const device = "--device wasm --threads 2 --memory-fraction 0.5 --adapter Intel --show 3";
    const args = ["dedup", "exact", "a.csv", "b.csv", "--out", "o"];
    await cli([...args, ...flags.split(" "), ...device.split(" ")], { api });
    const { plan, run } = asked[0]!;
    expect(plan).toEqual({
      inputs: ["a.csv", "b.csv"],
      out: "o",
      to: "jsonl",
      format: "csv",
      strict: true,
      skipBadFiles: true,
      index: "seen",
      against: "self",
      stages: [{ name: "exact-dedup", options: {} }],
    });
    expect(run).toMatchObject({
      device: { prefer: "wasm", threads: 2, memoryFraction: 0.5, adapter: "Intel" },
      resume: true,
      force: true,
      examples: 30,
    });
  });
});

describe("what a run prints", () => {
  test("off a terminal the answer is on stdout and all else on stderr", async () => {
    const { api } = engine();
    expect(await cli(fuzzy, { api })).toEqual({
      exitCode: 0,
      stdout: `rows in             12400000
exact duplicates      964120
fuzzy duplicates     1589300
rejected               34540
rows out             9812040
written to out: report.html data/ duplicates.parquet rejected.parquet
`,
      stderr: `sluice 0.1.0: 53 files, 2.90 GB
device: webgpu, Example GPU 24 GB, budget 18.0 GB
read and hash: done, 12 400 000 rows, 0 ms
done in 38.6 s
`,
    });
  });

  test("on a terminal the summary follows the bars", async () => {
    const { api } = engine();
    const { stdout } = await cli(fuzzy, { api, terminal: true });
    expect(stdout).toBe(`
✓ Done in 38.6 s. 9 812 040 of 12 400 000 rows kept; 20.9 % removed.

  Rows in              12 400 000
  − exact duplicates      964 120     7.8 %
  − fuzzy duplicates    1 589 300    12.8 %   708 347 clusters, largest 4 127
  − rejected               34 540     0.3 %   empty text 34 102, not UTF-8 438
  = rows out            9 812 040    79.1 %   ✓ every row accounted for

  Recall at 0.80: 94.7 % predicted

Written to out
  report.html                            1.1 MB   open this first
  data/                9 812 040 rows   2.28 GB   the curated data set
  duplicates.parquet   2 553 420 rows   71.4 MB   each removed row, and why
  rejected.parquet        34 540 rows    1.2 MB   rows that broke a rule
  manifest.json                           14 kB   config, device, digests

Next  See what was removed:
  sluice inspect out/duplicates.parquet
`);
  });

  test("--quiet leaves the answer only", async () => {
    const { api } = engine();
    const { stdout, stderr } = await cli([...fuzzy, "--quiet"], { api });
    expect(stderr).toBe("");
    expect(stdout.split("\n")[0]).toBe("rows in             12400000");
  });

  test("--json prints one object on one line, and paths for the outputs", async () => {
    const { api } = engine();
    const { stdout, stderr } = await cli([...fuzzy, "--json", "--quiet"], { api });
    expect(stderr).toBe("");
    expect(stdout.trimEnd()).not.toContain("\n");
    const printed = JSON.parse(stdout);
    expect(printed).toEqual({
      rowsIn: 12_400_000,
      rowsOut: 9_812_040,
      duplicates: 2_553_420,
      rejected: 34_540,
      clusters: 708_347,
      seconds: 38.6,
      bytesIn: 2_900_014_208,
      device: { backend: "webgpu", name: "Example GPU 24 GB", reason: "it is the only GPU" },
      stages: sampleOutcome.stages,
      outputs: {
        data: "out/data",
        duplicates: "out/duplicates.parquet",
        rejected: "out/rejected.parquet",
        report: "out/report.html",
        manifest: "out/manifest.json",
      },
    });
  });

  test("--json on a terminal is for reading", async () => {
    const { api } = engine();
    const { stdout } = await cli([...fuzzy, "--json"], { api, terminal: true });
    expect(stdout.startsWith('{\n  "rowsIn": 12400000,\n')).toBe(true);
  });

  test("the next step of an exact run compares the column that it compared", async () => {
    const { api } = engine();
    const args = ["dedup", "exact", "d.jsonl", "--column", "my text", "--out", "out/"];
    const { stdout } = await cli(args, { api, terminal: true });
    expect(stdout.split("\n").slice(-3, -1)).toEqual([
      "Next  Look for rows that are nearly equal:",
      "  sluice dedup fuzzy out/data --column 'my text' --out out-fuzzy",
    ]);
  });

  test("a ledger that does not add up fails the run even as JSON", async () => {
    const wrong = { ...sampleOutcome, rejected: 0 };
    const api = { stages: sampleStages, runPlan: async () => wrong };
    const { exitCode, stdout } = await cli([...fuzzy, "--json"], { api });
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe("LEDGER");
  });
});

describe("what goes wrong", () => {
  const missing = new SchemaError("instructions", 'There is no column "instructions".', {
    where: "data/lab-a.parquet",
    fix: "did you mean --column instruction?",
  });

  test("a missing column is printed on stderr and exits with 2", async () => {
    expect(await cli(fuzzy, { api: failing(missing) })).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `error  There is no column "instructions".
  where   data/lab-a.parquet
  fix     did you mean --column instruction?
`,
    });
  });

  test("with --json the error is the object on stdout", async () => {
    const { exitCode, stdout, stderr } = await cli([...fuzzy, "--json"], { api: failing(missing) });
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: "SCHEMA",
        message: 'There is no column "instructions".',
        where: "data/lab-a.parquet",
        fix: "did you mean --column instruction?",
      },
    });
  });

  test("an option that the engine refuses is named by its flag", async () => {
    const error = new OptionError("fuzzy-dedup.threshold", "threshold must be at most 1.", {
      rule: "Similarity that makes a duplicate",
    });
    const { exitCode, stderr } = await cli([...fuzzy, "--threshold", "2"], { api: failing(error) });
    expect(exitCode).toBe(2);
    expect(stderr).toBe(`error  threshold must be at most 1.
  where   --threshold 2
  rule    Similarity that makes a duplicate
`);
  });

  test.each([
    ["fuzzy-dedup.column", "--column instruction"],
    ["fuzzy-dedup.bands", "--bands"],
    ["format", "--format csv"],
    ["to", "to"],
    ["device", "device"],
  ])("%s is where the user knows it: %s", async (path, where) => {
    const error = new OptionError(path, "It is wrong.");
    const { stderr } = await cli([...fuzzy, "--format", "csv"], { api: failing(error) });
    expect(stderr).toBe(`error  It is wrong.\n  where   ${where}\n`);
  });

  test("what --against can be is said where it is something else", async () => {
    const args = [...fuzzy, "--index", "seen", "--against", "everything"];
    expect(await cli(args, { api: engine().api })).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `error  --against must be one of all, index, self.
  where   --against everything
`,
    });
  });

  test("a stack trace is printed with --debug only", async () => {
    const error = new Error("unforeseen", { cause: new TypeError("deeper") });
    const { exitCode, stderr } = await cli([...fuzzy, "--debug"], { api: failing(error) });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^error {2}unforeseen\n[^]*\nError: unforeseen\n {4}at [^]*TypeError: deeper\n/,
    );
    expect((await cli(fuzzy, { api: failing(error) })).stderr).not.toContain("    at ");
  });

  test("the cursor is back before the error", async () => {
    const api = failing(missing);
    const { stderr } = await cli(fuzzy, {
      api: {
        ...api,
        runPlan: async (_, run) => {
          run.progress.start("Read", "rows");
          throw missing;
        },
      },
      terminal: true,
    });
    expect(stderr.indexOf("\x1b[?25h")).toBeGreaterThan(stderr.indexOf("\x1b[?25l"));
    expect(stderr.indexOf("error ")).toBeGreaterThan(stderr.indexOf("\x1b[?25h"));
  });
});

describe("Ctrl-C", () => {
  test("stops the run, keeps the work and says how to go on", async () => {
    const { api } = engine();
    const shell = fakeShell([...fuzzy, "--force"], {
      api: {
        ...api,
        runPlan: async (_, { signal }) => {
          shell.interrupt();
          signal?.throwIfAborted();
          return sampleOutcome;
        },
      },
    });
    expect(await runCli(shell)).toBe(130);
    expect(shell.err.written).toBe(`note: Stopping; Ctrl-C again ends at once.
stopped  The work so far is kept in out.
  fix     go on with it: sluice dedup fuzzy data/ --column instruction --out out --resume
`);
  });

  test("that comes too late lets the run be done", async () => {
    const shell = fakeShell(
      fuzzy,
      engine(() => shell.interrupt()),
    );
    expect(await runCli(shell)).toBe(0);
    expect(shell.out.written).toContain("rows in");
  });
});
