import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Plan } from "../../src/pipeline/plan.ts";
import type { RunOutcome } from "../../src/pipeline/result.ts";
import { runPlan, type RunRequest } from "../../src/pipeline/run.ts";
import { resolveInputs } from "../../src/pipeline/inputs.ts";
import { silent } from "../../src/telemetry/progress.ts";

/** A folder that is gone when the test ends. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes one JSON object a line. */
export async function writeJsonl(path: string, rows: readonly object[]): Promise<string> {
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return path;
}

export async function readJsonl(path: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(path, "utf8");
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** All rows of a file, as plain objects; 64-bit integers are bigints. */
export async function readRows(path: string): Promise<Record<string, unknown>[]> {
  const [source] = await resolveInputs([path]);
  const reader = await source!.open();
  const rows: Record<string, unknown>[] = [];
  for await (const { batch } of reader.read()) {
    for (const row of batch) rows.push(row.toJSON());
  }
  await reader.close();
  return rows;
}

/** Runs a plan on the reference device without telling anybody. */
export async function runQuietly(
  plan: Plan,
  request: Partial<RunRequest> = {},
): Promise<RunOutcome> {
  return await runPlan(plan, { device: { prefer: "cpu" }, progress: silent, ...request });
}
