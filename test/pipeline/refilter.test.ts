import { existsSync } from "node:fs";
import { appendFile, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Plan, PlanStage } from "../../src/pipeline/plan.ts";
import { refilter, type RefilterRequest } from "../../src/pipeline/refilter.ts";
import type { RunOutcome } from "../../src/pipeline/result.ts";
import { jaccard, nearDuplicates, shinglesOf } from "../support/dedup-oracle.ts";
import { readJsonl, readRows, runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";

/** One slot a band and no limit on leaders: every pair of any similarity is compared. */
const ALL_PAIRS = { bands: 128, rows: 1, exactCandidates: true };
const EXACT: PlanStage = { name: "exact-dedup", options: { columns: ["text"] } };
const LINKS: PlanStage = { name: "exact-dedup", options: { columns: ["link"] } };

const fuzzy = (options: Readonly<Record<string, unknown>>): PlanStage => ({
  name: "fuzzy-dedup",
  options: { column: "text", ...options },
});

/** Rows of two languages, some of which name the same link with another text. */
const rowsOf = (texts: readonly string[]) =>
  texts.map((text, id) => ({
    id,
    text,
    lang: id % 3 === 0 ? "de" : "en",
    link: `http://example.org/${id % 5 === 0 ? id % 70 : id}`,
  }));

interface Corpus {
  readonly folder: string;
  readonly texts: readonly string[];
  plan(
    out: string,
    options: Readonly<Record<string, unknown>>,
    earlier?: readonly PlanStage[],
  ): Plan;
}

async function corpus(count: number, seed: number): Promise<Corpus> {
  const folder = await tempFolder();
  const texts = nearDuplicates(count, seed);
  const rows = rowsOf(texts);
  const inputs = [
    await writeJsonl(join(folder, "a.jsonl"), rows.slice(0, count / 2)),
    await writeJsonl(join(folder, "b.jsonl"), rows.slice(count / 2)),
  ];
  const plan: Corpus["plan"] = (out, options, earlier = []) => ({
    inputs,
    out: join(folder, out),
    stages: [...earlier, fuzzy(options)],
  });
  return { folder, texts, plan };
}

async function refilterQuietly(
  from: string,
  threshold: number,
  out: string,
  request: Partial<RefilterRequest> = {},
): Promise<RunOutcome> {
  return await refilter({ from, threshold, out }, { device: { prefer: "cpu" }, ...request });
}

/** The bytes that two runs with the same decisions have in common. */
async function results(out: string): Promise<Record<string, string>> {
  const files = ["duplicates.parquet", "rejected.parquet"];
  for (const name of await readdir(join(out, "data"))) files.push(`data/${name}`);
  const contents = files.map(async (file) => [file, await readFile(join(out, file), "base64")]);
  return Object.fromEntries(await Promise.all(contents)) as Record<string, string>;
}

const kept = async (out: string): Promise<number[]> =>
  (await readJsonl(join(out, "data", "part-00000.jsonl"))).map(({ id }) => Number(id));

const manifestOf = async (out: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as Record<string, unknown>;

const stageCounts = ({ stages }: RunOutcome): object[] =>
  stages.map(({ seconds: _, ...counts }) => counts);

async function bytesBelow(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

describe("with every pair compared, a stricter threshold gives the results of a fresh run", () => {
  const kinds: [string, Readonly<Record<string, unknown>>, readonly PlanStage[]][] = [
    ["alone", {}, []],
    ["after exact dedup of the text", {}, [EXACT]],
    ["after exact dedup of another column", {}, [LINKS]],
    ["keeping the longest", { keep: "longest" }, []],
    ["by group", { groupBy: "lang" }, []],
    ["keeping the longest after exact dedup of another column", { keep: "longest" }, [LINKS]],
    ["by group after exact dedup, keeping the last", { groupBy: "lang", keep: "last" }, [EXACT]],
    ["by highest column after exact dedup", { keep: "highest:id" }, [EXACT]],
    ["by component", { clusters: "components" }, [EXACT]],
  ];
  const seeded = kinds.flatMap((kind, i) =>
    (i < 5 ? [1, 2, 3] : [i]).map((seed) => [...kind, seed] as const),
  );
  test.each(seeded)("%s", async (_, options, earlier, seed) => {
    const { folder, plan } = await corpus(150, seed);
    const first = plan("first", { ...ALL_PAIRS, ...options, threshold: 0.7 }, earlier);
    const fresh = plan("fresh", { ...ALL_PAIRS, ...options, threshold: 0.85 }, earlier);
    const before = await runQuietly(first);
    const expected = await runQuietly(fresh);
    const again = await refilterQuietly(first.out, 0.85, join(folder, "again"));
    expect(before.rowsOut).toBeLessThan(expected.rowsOut);
    expect(await results(join(folder, "again"))).toEqual(await results(fresh.out));
    expect(stageCounts(again)).toEqual(stageCounts(expected));
    expect(again).toMatchObject({ clusters: expected.clusters, rowsIn: 150 });
  });

  test("twice in a row as in one step, and for the threshold that it had", async () => {
    const { folder, plan } = await corpus(200, 5);
    for (const [name, earlier] of Object.entries({ exact: [EXACT], links: [LINKS] })) {
      const at = (step: string): string => join(folder, `${name}-${step}`);
      await runQuietly(plan(`${name}-1`, { ...ALL_PAIRS, threshold: 0.6 }, earlier));
      await refilterQuietly(at("1"), 0.6, at("same"));
      expect(await results(at("same"))).toEqual(await results(at("1")));
      await refilterQuietly(at("same"), 0.75, at("2"));
      await refilterQuietly(at("2"), 0.9, at("3"));
      await runQuietly(plan(`${name}-fresh`, { ...ALL_PAIRS, threshold: 0.9 }, earlier));
      expect(await results(at("3"))).toEqual(await results(at("fresh")));
      expect(await bytesBelow(join(at("3"), "refilter"))).toBeLessThanOrEqual(
        await bytesBelow(join(at("1"), "refilter")),
      );
    }
  });

  test("with rows that cannot be read", async () => {
    const { folder, plan } = await corpus(100, 4);
    await appendFile(join(folder, "a.jsonl"), 'not json\n{"id":1000,"text":"fine"}\n');
    const first = plan("first", { ...ALL_PAIRS, threshold: 0.7 });
    const fresh = plan("fresh", { ...ALL_PAIRS, threshold: 0.85 });
    await runQuietly(first);
    await runQuietly(fresh);
    const again = await refilterQuietly(first.out, 0.85, join(folder, "again"));
    expect(again).toMatchObject({ rejected: 1, rowsIn: 102 });
    expect(again.rowsIn).toBe(again.rowsOut + again.duplicates + again.rejected);
    expect(await results(join(folder, "again"))).toEqual(await results(fresh.out));
  });

  test("with nothing removed", async () => {
    const folder = await tempFolder();
    const rows = rowsOf(["one text of its own", "another, quite unlike it"]);
    const input = await writeJsonl(join(folder, "in.jsonl"), rows);
    const plan = { inputs: [input], out: join(folder, "first"), stages: [fuzzy({})] };
    await runQuietly(plan);
    const again = await refilterQuietly(plan.out, 0.9, join(folder, "again"));
    expect(again).toMatchObject({ rowsIn: 2, rowsOut: 2, clusters: 0 });
  });
});

describe("with the bands chosen from the first threshold", () => {
  const run = async (earlier: readonly PlanStage[] = []) => {
    const made = await corpus(3000, 7);
    const first = made.plan("first", { threshold: 0.7 }, earlier);
    await runQuietly(first);
    const again = join(made.folder, "again");
    const outcome = await refilterQuietly(first.out, 0.85, again);
    return { ...made, first, again, outcome };
  };

  test("each removed row reaches the threshold to a row that is kept, as it says", async () => {
    const { texts, again, outcome } = await run([EXACT]);
    const stays = new Set(await kept(again));
    const duplicates = await readRows(join(again, "duplicates.parquet"));
    expect(duplicates.length).toBeGreaterThan(400);
    expect(outcome).toMatchObject({ rowsIn: 3000, rowsOut: stays.size, rejected: 0 });
    expect(outcome.duplicates).toBe(3000 - stays.size);
    const textOf = (id: unknown): string => {
      const place = id as bigint;
      return texts[Number(place >> 32n) * 1500 + Number(place & 0xffffffffn)]!;
    };
    for (const { row_id, kept_row_id, similarity } of duplicates) {
      const [row, other] = [textOf(row_id), textOf(kept_row_id)];
      const measured = row === other ? 1 : jaccard(shinglesOf(row), shinglesOf(other));
      expect(similarity).toBeCloseTo(measured, 12);
      expect(measured).toBeGreaterThanOrEqual(0.85);
    }
    const keptIds = duplicates.map(({ kept_row_id: id }) => id as bigint);
    expect(
      keptIds.every((id) => stays.has(Number(id >> 32n) * 1500 + Number(id & 0xffffffffn))),
    ).toBe(true);
  });

  test("fewer than one row in a hundred is decided otherwise than by a fresh run", async () => {
    const { plan, again } = await run();
    const fresh = plan("fresh", { threshold: 0.85 });
    await runQuietly(fresh);
    const [here, there] = [new Set(await kept(again)), new Set(await kept(fresh.out))];
    const different = [...here].filter((id) => !there.has(id)).length;
    expect(different + [...there].filter((id) => !here.has(id)).length).toBeLessThan(30);
  });

  test("and a fresh run with those bands, the results are the same", async () => {
    const { plan, again } = await run();
    const banding = { bands: 21, rows: 6 };
    const fresh = plan("fresh", { ...banding, threshold: 0.85 });
    await runQuietly(fresh);
    expect(await results(again)).toEqual(await results(fresh.out));
  });

  test("what is kept to decide on is smaller than the corpus, and without copies", async () => {
    const { folder, first, again } = await run();
    const bytes = (
      await Promise.all(first.inputs.map(async (path) => (await stat(path)).size))
    ).reduce((sum, size) => sum + size);
    const stored = await bytesBelow(join(first.out, "refilter"));
    expect(stored).toBeLessThan(bytes);
    expect(await bytesBelow(join(again, "refilter"))).toBeLessThan(stored);
    const lines = Array.from({ length: 500 }, (_, id) => ({ id, text: `the same line ${id % 2}` }));
    const input = await writeJsonl(join(folder, "copies.jsonl"), lines);
    await runQuietly({ inputs: [input], out: join(folder, "copies"), stages: [fuzzy({})] });
    expect(await bytesBelow(join(folder, "copies", "refilter"))).toBeLessThan(500 * 22 + 4096);
  });
});

test("the manifest names the results it came from, the new threshold and the old bands", async () => {
  const { folder, plan } = await corpus(200, 2);
  const first = plan("first", { threshold: 0.7, measureRecall: true });
  await runQuietly(first);
  const again = join(folder, "again");
  await refilterQuietly(first.out, 0.9, again);
  const [before, after] = [await manifestOf(first.out), await manifestOf(again)];
  expect(after["config"]).toMatchObject({
    inputs: first.inputs,
    refilterOf: first.out,
    stages: [{ options: { threshold: 0.9, bands: 21, rows: 6, column: "text" } }],
  });
  expect(after["inputs"]).toEqual(before["inputs"]);
  const outputs = (after["outputs"] as { path: string }[]).map(({ path }) => path);
  expect(outputs).toContain("refilter/corpus.rows");
  expect(await readFile(join(again, "report.html"), "utf8")).toContain("0.90");
});

test("only the decision and the writing are told of, and the inputs are read once", async () => {
  const { folder, plan } = await corpus(200, 2);
  const first = plan("first", { threshold: 0.7 });
  await runQuietly(first);
  const phases = new Set<string>();
  let written = 0;
  const progress = {
    start: (phase: string) => void phases.add(phase),
    advance: (phase: string, items: number) => void (phase === "Write" && (written += items)),
    end() {},
    note() {},
  };
  let told: readonly string[] = [];
  const onStart: RefilterRequest["onStart"] = (start) => void (told = start.phases);
  await refilterQuietly(first.out, 0.9, join(folder, "again"), { progress, onStart });
  expect([...phases]).toEqual(["Find candidates", "Build sets", "Verify pairs", "Write"]);
  expect(told).toEqual([...phases]);
  expect(written).toBe(200);
});

describe("refuses, and leaves nothing behind,", () => {
  const prepared = async (
    options: Readonly<Record<string, unknown>> = {},
    more: Partial<Plan> = {},
  ) => {
    const { folder, plan } = await corpus(60, 3);
    const first = { ...plan("first", { threshold: 0.7, ...options }), ...more };
    await runQuietly(first);
    return { folder, first, out: join(folder, "again") };
  };

  test("a threshold below that of the run", async () => {
    const { first, out } = await prepared();
    await expect(refilterQuietly(first.out, 0.69, out)).rejects.toMatchObject({
      name: "OptionError",
      fix: expect.stringContaining("run dedup fuzzy again") as string,
    });
    await expect(refilterQuietly(first.out, 1.5, out)).rejects.toThrow("from 0.1 to 1");
    expect(existsSync(out)).toBe(false);
  });

  test("inputs that changed, unless only their time did", async () => {
    const { first, out } = await prepared();
    const [input] = first.inputs;
    await utimes(input!, 1, 1);
    await refilterQuietly(first.out, 0.8, `${out}-touched`);
    const text = await readFile(input!, "utf8");
    await writeFile(input!, text.replace('"id":1,', '"id":9,'));
    await expect(refilterQuietly(first.out, 0.8, out)).rejects.toThrow(
      /a\.jsonl is not what it was/,
    );
    await appendFile(input!, '{"id":1,"text":"more"}\n');
    await expect(refilterQuietly(first.out, 0.8, out)).rejects.toThrow(
      /a\.jsonl is not what it was/,
    );
    await rm(input!);
    await expect(refilterQuietly(first.out, 0.8, out)).rejects.toThrow(/a\.jsonl/);
    expect(existsSync(out)).toBe(false);
  });

  test("results that keep nothing to decide on", async () => {
    const indexed = await prepared({}, { index: join(await tempFolder(), "index") });
    await expect(refilterQuietly(indexed.first.out, 0.8, indexed.out)).rejects.toThrow(
      "are not made for another threshold",
    );
    const { first, out } = await prepared();
    await rm(join(first.out, "refilter"), { recursive: true });
    await expect(refilterQuietly(first.out, 0.8, out)).rejects.toThrow(
      /cannot be read|is not what/,
    );
    await expect(refilterQuietly(join(first.out, "data"), 0.8, out)).rejects.toThrow(
      "no results in",
    );
    expect(existsSync(out)).toBe(false);
  });

  test("damage to what is kept to decide on", async () => {
    const { first, out } = await prepared();
    const path = join(first.out, "refilter", "000000.shard");
    const bytes = await readFile(path);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(path, bytes);
    await expect(refilterQuietly(first.out, 0.8, out)).rejects.toMatchObject({ where: path });
  });

  test.each(["signature", "none"])(
    "similarities that --verify %s did not measure",
    async (verify) => {
      const { first, out } = await prepared({ verify });
      expect(existsSync(join(first.out, "refilter"))).toBe(false);
      await expect(refilterQuietly(first.out, 0.8, out)).rejects.toThrow(`--verify ${verify}`);
    },
  );

  test("results of another stage or version", async () => {
    const { first, out } = await prepared({}, { stages: [EXACT] });
    await expect(refilterQuietly(first.out, 0.8, out)).rejects.toThrow("end with exact-dedup");
    const manifest = { ...(await manifestOf(first.out)), sluice: "0.0.1" };
    await writeFile(join(first.out, "manifest.json"), JSON.stringify(manifest));
    await expect(refilterQuietly(first.out, 0.8, out)).rejects.toThrow("version 0.0.1");
  });

  test("a folder that is not empty, and its own, unless forced for the former", async () => {
    const { first, out } = await prepared();
    await refilterQuietly(first.out, 0.8, out);
    await expect(refilterQuietly(first.out, 0.9, out)).rejects.toThrow("is not empty");
    await refilterQuietly(first.out, 0.9, out, { force: true });
    await expect(refilterQuietly(first.out, 0.9, first.out, { force: true })).rejects.toThrow(
      "cannot be replaced",
    );
  });

  test("to go on when it is stopped", async () => {
    const { first, out } = await prepared();
    const stop = new AbortController();
    const progress = { start: () => stop.abort(), advance() {}, end() {}, note() {} };
    const running = refilterQuietly(first.out, 0.9, out, { progress, signal: stop.signal });
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    expect(existsSync(out)).toBe(false);
  });
});
