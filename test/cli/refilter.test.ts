import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Api } from "../../src/cli/api.ts";
import { runCli } from "../../src/cli/program.ts";
import * as engine from "../../src/node.ts";
import { cli, fakeShell, sampleOutcome } from "../support/cli-shell.ts";
import { nearDuplicates } from "../support/dedup-oracle.ts";
import { tempFolder, writeJsonl } from "../support/temp.ts";

const api: Partial<Api> = engine;

async function fuzzyResults(): Promise<{ folder: string; results: string; rowsOut: number }> {
  const folder = await tempFolder();
  const rows = nearDuplicates(300, 6).map((text, id) => ({ id, text }));
  const input = await writeJsonl(join(folder, "in.jsonl"), rows);
  const results = join(folder, "out");
  const args = ["dedup", "fuzzy", input, "--column", "text", "--threshold", "0.7"];
  const { exitCode, stdout } = await cli(
    [...args, "--device", "cpu", "--out", results, "--json", "--quiet"],
    { api },
  );
  expect(exitCode).toBe(0);
  return { folder, results, rowsOut: (JSON.parse(stdout) as { rowsOut: number }).rowsOut };
}

test("results are given a stricter threshold, and each row is accounted for", async () => {
  const { folder, results, rowsOut } = await fuzzyResults();
  const args = ["dedup", "refilter", results, "--threshold", "0.9", "--device", "cpu"];
  const out = join(folder, "stricter");
  const { exitCode, stdout, stderr } = await cli([...args, "--out", out, "--json"], { api });
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/find candidates: done.*\n(?:.*\n)*write: done, 300 rows/);
  expect(stderr).not.toContain("read and hash");
  const printed = JSON.parse(stdout) as Record<string, number>;
  expect(printed).toMatchObject({ rowsIn: 300, outputs: { data: join(out, "data") } });
  expect(printed["rowsOut"]).toBeGreaterThan(rowsOut);
  expect(printed["rowsOut"]! + printed["duplicates"]! + printed["rejected"]!).toBe(300);
  expect((await readdir(out)).toSorted()).toEqual([
    "data",
    "duplicates.parquet",
    "manifest.json",
    "refilter",
    "rejected.parquet",
    "report.html",
  ]);

  const again = await cli([...args, "--out", out], { api });
  expect(again).toMatchObject({ exitCode: 2, stdout: "" });
  expect(again.stderr).toContain("is not empty");
  const forced = await cli([...args, "--out", out, "--force", "--quiet"], { api });
  expect(forced.stdout).toMatch(/^rows in +300\nfuzzy duplicates/);
});

test("a threshold below that of the results is refused with what to do", async () => {
  const { folder, results } = await fuzzyResults();
  const out = join(folder, "looser");
  const args = ["dedup", "refilter", results, "--threshold", "0.6", "--out", out];
  expect(await cli([...args, "--device", "cpu"], { api })).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: `error  The threshold 0.6 is below that of the run.
  where   --threshold 0.6
  rule    rows less similar than 0.7 were never looked for
  fix     run dedup fuzzy again on the inputs
`,
  });
  expect(existsSync(out)).toBe(false);
});

test.each([
  [["--out", "o"], "error  --threshold is missing.\n"],
  [["--threshold", "0.9"], "error  --out is missing.\n"],
  [["--threshold", "2", "--out", "o"], "error  --threshold must be a number from 0.1 to 1.\n"],
])("sluice dedup refilter out %j is refused", async (flags, message) => {
  const { exitCode, stderr } = await cli(["dedup", "refilter", "out", ...flags], { api });
  expect(exitCode).toBe(2);
  expect(stderr.startsWith(message)).toBe(true);
});

test("Ctrl-C leaves nothing to go on with, and says so", async () => {
  const args = ["dedup", "refilter", "out", "--threshold", "0.9", "--out", "o"];
  const shell = fakeShell(args, {
    api: {
      ...api,
      refilter: async (_, { signal }) => {
        shell.interrupt();
        signal?.throwIfAborted();
        return sampleOutcome;
      },
    },
  });
  expect(await runCli(shell)).toBe(130);
  expect(shell.err.written).toBe(`note: Stopping; Ctrl-C again ends at once.
stopped  Nothing was written to o.
  fix     start again: sluice dedup refilter out --threshold 0.9 --out o
`);
});

test("its help names its flags", async () => {
  const { stdout } = await cli(["dedup", "refilter", "--help"], { api });
  expect(stdout).toContain("Usage  sluice dedup refilter RESULTS --threshold 0..1 --out DIR\n");
  expect(stdout).toMatch(/\n {2}--threshold 0\.\.1 {2,}Jaccard.*\n.*--out DIR.*\n.*--force/);
});
