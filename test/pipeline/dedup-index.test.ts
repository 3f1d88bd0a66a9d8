import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/pipeline/plan.ts";
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
