import { cpSync, existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Plan, PlanStage } from "../../src/pipeline/plan.ts";
import { silent } from "../../src/telemetry/progress.ts";
import { nearDuplicates } from "../support/dedup-oracle.ts";
import { readJsonl, readRows, runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";

const STAGES = [
  { name: "exact-dedup", options: { columns: ["text"] } },
  { name: "fuzzy-dedup", options: { column: "text" } },
];

interface Halves {
  readonly folder: string;
  readonly whole: Plan;
  readonly first: Plan;
  readonly second: Plan;
}

async function halves(count = 800, seed = 3): Promise<Halves> {
  const folder = await tempFolder();
  const rows = nearDuplicates(count, seed).map((text, id) => ({ id, text }));
  const a = await writeJsonl(join(folder, "a.jsonl"), rows.slice(0, count / 2));
  const b = await writeJsonl(join(folder, "b.jsonl"), rows.slice(count / 2));
  const index = join(folder, "index");
  return {
    folder,
    whole: { inputs: [a, b], out: join(folder, "whole"), stages: STAGES },
    first: { inputs: [a], out: join(folder, "first"), stages: STAGES, index },
    second: { inputs: [b], out: join(folder, "second"), stages: STAGES, index },
  };
}

async function kept({ out }: Plan): Promise<unknown[]> {
  return (await readJsonl(join(out, "data", "part-00000.jsonl"))).map(({ id }) => id);
}

const duplicates = ({ out }: Plan): Promise<Record<string, unknown>[]> =>
  readRows(join(out, "duplicates.parquet"));

/** Which row went, for which other one, and how alike they are. */
const FATE = ["source", "row_index", "kept_source", "kept_row_index", "similarity", "method"];
const fate = (row: Record<string, unknown>): unknown[] => FATE.map((name) => row[name]);

async function pairsVerified({ out }: Plan): Promise<unknown> {
  const { stages } = JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as {
    stages: { notes: Record<string, unknown> }[];
  };
  return stages[1]!.notes["pairsVerified"];
}

describe("an index", () => {
  test.each([1, 2, 3])(
    "makes two runs over the halves keep what one over the whole keeps (seed %i)",
    async (seed) => {
      const { whole, first, second } = await halves(800, seed);
      await runQuietly(whole);
      await runQuietly(first);
      const result = await runQuietly(second);
      expect([...(await kept(first)), ...(await kept(second))]).toEqual(await kept(whole));
      expect([...(await duplicates(first)), ...(await duplicates(second))]).toEqual(
        await duplicates(whole),
      );
      expect(result.rowsIn).toBe(400);
      expect(result.rowsIn).toBe(result.rowsOut + result.duplicates + result.rejected);
      expect(result.stages[0]!.rowsIn).toBe(400);
      expect(result.stages[1]!.rowsOut).toBe(result.rowsOut);
    },
  );

  const fuzzyAt = (threshold: number): PlanStage => ({
    name: "fuzzy-dedup",
    options: { column: "text", threshold, normalize: threshold > 0.8 ? ["none"] : ["nfc", "case"] },
  });

  test.each([
    ["fuzzy alone", [fuzzyAt(0.7)]],
    ["exact, then ever less similar", [STAGES[0]!, fuzzyAt(0.9), fuzzyAt(0.6)]],
    ["ever more similar, then exact", [fuzzyAt(0.6), fuzzyAt(0.9), STAGES[0]!]],
  ])("lets runs over parts keep and name what one over the whole does: %s", async (_, stages) => {
    const folder = await tempFolder();
    const rows = nearDuplicates(900, 7).map((text, id) => ({ id, text }));
    const parts = [0, 300, 600].map((from) => rows.slice(from, from + 300));
    const inputs = await Promise.all(
      parts.map(async (part, i) => await writeJsonl(join(folder, `${i}.jsonl`), part)),
    );
    const whole: Plan = { inputs, out: join(folder, "whole"), stages };
    await runQuietly(whole);
    const index = join(folder, "index");
    const runs = inputs.map((input, i) => ({
      inputs: [input],
      out: join(folder, `${i}`),
      stages,
      index,
    }));
    for (const run of runs) await runQuietly(run);
    expect((await Promise.all(runs.map(kept))).flat()).toEqual(await kept(whole));
    const named = (await Promise.all(runs.map(duplicates))).flat();
    expect(named.map(fate)).toEqual((await duplicates(whole)).map(fate));
  });

  test("compares no rows again that nothing new is linked to", async () => {
    const { folder, first } = await halves(200);
    await runQuietly(first);
    expect(await pairsVerified(first)).toBeGreaterThan(0);
    const text = "a sentence that is unlike all of the others in the index";
    const input = await writeJsonl(join(folder, "new.jsonl"), [{ text }, { text }]);
    const added = { ...first, inputs: [input], out: join(folder, "new") };
    expect(await runQuietly(added)).toMatchObject({ rowsOut: 1 });
    expect(await pairsVerified(added)).toBe(0);
  });

  test("knows the same rows again", async () => {
    const { folder, first } = await halves(200);
    const { rowsOut } = await runQuietly(first);
    const again = await runQuietly({ ...first, out: join(folder, "again") });
    const texts = (await readJsonl(first.inputs[0]!)).map(({ text }) => text);
    const shingleless = texts.filter((text) => text === "").length;
    expect(rowsOut).toBeGreaterThan(0);
    expect(again.rowsOut).toBe(0);
    expect(shingleless).toBeGreaterThan(0);
  });

  test("against itself alone, a run is as it would be without the index", async () => {
    const { folder, first, second } = await halves();
    await runQuietly(first);
    await runQuietly({ ...second, against: "self" });
    const { index: _, ...plain } = second;
    const alone = { ...plain, out: join(folder, "alone") };
    await runQuietly(alone);
    expect(await kept(second)).toEqual(await kept(alone));
  });

  test("against the index alone, copies among the new rows stay", async () => {
    const folder = await tempFolder();
    const a = await writeJsonl(join(folder, "a.jsonl"), [{ text: "seen in the first run" }]);
    const b = await writeJsonl(join(folder, "b.jsonl"), [
      { text: "new and repeated" },
      { text: "new and repeated" },
      { text: "seen in the first run" },
    ]);
    const index = join(folder, "index");
    await runQuietly({ inputs: [a], out: join(folder, "1"), stages: STAGES, index });
    const plan: Plan = {
      inputs: [b],
      out: join(folder, "2"),
      stages: STAGES,
      index,
      against: "index",
    };
    const result = await runQuietly(plan);
    expect(result).toMatchObject({ rowsIn: 3, rowsOut: 2, duplicates: 1 });
    const [duplicate] = await duplicates(plan);
    expect(duplicate).toMatchObject({
      source: b,
      row_index: 2n,
      kept_source: a,
      kept_row_index: 0n,
    });
  });

  test("made with other options is refused with the difference", async () => {
    const { first, second } = await halves(40);
    await runQuietly(first);
    const stages = [STAGES[0]!, { name: "fuzzy-dedup", options: { column: "text", ngram: 7 } }];
    await expect(runQuietly({ ...second, stages })).rejects.toMatchObject({
      message: expect.stringContaining("other settings") as string,
      where: "stages.1.options.ngram: 7 here, absent in the index",
    });
    expect(existsSync(second.out)).toBe(false);
    const file = join(first.index!, "index.json");
    await writeFile(file, (await readFile(file, "utf8")).replace('"version": "', '"version": "9.'));
    await expect(runQuietly(second)).rejects.toMatchObject({
      where: expect.stringMatching(/^version/) as string,
    });
  });

  test("refuses to prefer rows it has not seen yet", async () => {
    const { second } = await halves(40);
    const stages = [{ name: "fuzzy-dedup", options: { column: "text", keep: "longest" } }];
    await expect(runQuietly({ ...second, stages })).rejects.toThrow("cannot keep longest");
  });

  test("that is corrupt is an error that names the file", async () => {
    const { first, second } = await halves(40);
    await runQuietly(first);
    const shard = (await readdir(first.index!)).find((name) => name.endsWith(".shard"));
    const path = join(first.index!, shard!);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length / 2));
    await expect(runQuietly(second)).rejects.toThrow(/000000\.shard/);
    await writeFile(join(first.index!, "index.json"), "{");
    await expect(runQuietly(second, { force: true })).rejects.toThrow("it is not whole");
  });

  test("that is a file is refused as one", async () => {
    const { first } = await halves(40);
    await writeFile(first.index!, "");
    await expect(runQuietly(first)).rejects.toThrow("has a file where a folder should be");
  });

  test("that grew meanwhile takes no run that knew it as it was", async () => {
    const { folder, first, second } = await halves(40);
    const grown = join(folder, "grown");
    await runQuietly(first);
    cpSync(first.index!, grown, { recursive: true });
    await runQuietly({ ...second, index: grown, out: join(folder, "other") });

    const grow = (): void => cpSync(grown, second.index!, { recursive: true });
    const start = (phase: string): void => void (phase === "Write" && grow());
    await expect(runQuietly(second, { progress: { ...silent, start } })).rejects.toMatchObject({
      message: expect.stringContaining("changed while this run went on") as string,
      where: "2 runs are in it, 1 were when this run began",
    });
    expect(existsSync(join(second.out, "manifest.json"))).toBe(false);
    expect(await readdir(second.index!)).toEqual(await readdir(grown));

    const stop = new AbortController();
    const third = { ...second, out: join(folder, "third") };
    const abort = (phase: string): void => void (phase === "Find candidates" && stop.abort());
    const stopping = { progress: { ...silent, start: abort }, signal: stop.signal };
    await expect(runQuietly(third, { ...stopping, shardBytes: 2 ** 10 })).rejects.toThrow();
    await runQuietly({ ...first, out: join(folder, "fourth") });
    await expect(runQuietly(third, { resume: true })).rejects.toThrow("is another one");
  });

  test("forgets a run that was cut off before its results were whole", async () => {
    const { first, second } = await halves(200);
    await runQuietly(first);
    await runQuietly(second);
    const expected = await kept(second);
    await rm(join(second.out, "manifest.json"));
    await runQuietly(second, { force: true });
    expect(await kept(second)).toEqual(expected);
  });
});
