import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunOutcome } from "../../src/pipeline/result.ts";
import { runQuietly, tempFolder } from "../support/temp.ts";

const MILLION = 1_000_000;

/** Runs both kinds of dedup on lines of JSON. */
async function dedup(lines: string): Promise<{
  readonly exact: RunOutcome;
  readonly fuzzy: RunOutcome;
  readonly notes: Readonly<Record<string, unknown>>;
}> {
  const folder = await tempFolder();
  const input = join(folder, "in.jsonl");
  await writeFile(input, lines);
  const run = (name: string, options: object): Promise<RunOutcome> =>
    runQuietly(
      { inputs: [input], out: join(folder, name), stages: [{ name, options: { ...options } }] },
      { device: { prefer: "wasm" } },
    );
  const exact = await run("exact-dedup", { columns: ["text"] });
  const fuzzy = await run("fuzzy-dedup", { column: "text" });
  const manifest = JSON.parse(
    await readFile(join(folder, "fuzzy-dedup", "manifest.json"), "utf8"),
  ) as { readonly stages: readonly [{ readonly notes: Readonly<Record<string, unknown>> }] };
  return { exact, fuzzy, notes: manifest.stages[0].notes };
}

test("a million empty rows are one text, and no near-duplicates", async () => {
  const { exact, fuzzy, notes } = await dedup('{"text":""}\n'.repeat(MILLION));
  expect(exact).toMatchObject({
    rowsIn: MILLION,
    rowsOut: 1,
    duplicates: MILLION - 1,
    clusters: 1,
  });
  expect(fuzzy).toMatchObject({ rowsIn: MILLION, rowsOut: MILLION, duplicates: 0 });
  expect(notes["emptyTexts"]).toBe(MILLION);
});

test("of a million equal rows one stays, and no pair is verified for it", async () => {
  const { exact, fuzzy, notes } = await dedup(
    '{"text":"all of them are the same"}\n'.repeat(MILLION),
  );
  for (const result of [exact, fuzzy]) {
    expect(result).toMatchObject({ rowsIn: MILLION, rowsOut: 1, clusters: 1 });
    expect(result.stages[0]!.largestCluster).toBe(MILLION);
  }
  expect(notes["pairsVerified"]).toBe(0);
});

test("rows that are all different stay", async () => {
  const count = 200_000;
  const lines = Array.from({ length: count }, (_, i) => {
    const words = [1, 2, 3, 4].map((k) => (Math.imul(i * 4 + k, 0x9e3779b1) >>> 0).toString(36));
    return `{"text":"${words.join(" ")}"}\n`;
  });
  const { exact, fuzzy } = await dedup(lines.join(""));
  for (const result of [exact, fuzzy]) {
    expect(result).toMatchObject({ rowsIn: count, rowsOut: count, duplicates: 0 });
  }
});
