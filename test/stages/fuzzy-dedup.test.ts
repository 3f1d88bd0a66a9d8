import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PlanStage } from "../../src/pipeline/plan.ts";
import { greedyKept, jaccard, nearDuplicates, shinglesOf } from "../support/dedup-oracle.ts";
import { readJsonl, readRows, runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";

interface Duplicate {
  readonly row_index: bigint;
  readonly kept_row_index: bigint;
  readonly cluster_id: bigint;
  readonly kept_row_id: bigint;
  readonly similarity: number;
  readonly method: string;
}

async function dedup(
  rows: readonly object[],
  options: Readonly<Record<string, unknown>>,
  earlier: readonly PlanStage[] = [],
) {
  const folder = await tempFolder();
  const input = await writeJsonl(join(folder, "in.jsonl"), rows);
  const out = join(folder, "out");
  const stage = { name: "fuzzy-dedup", options: { column: "text", ...options } };
  const result = await runQuietly({ inputs: [input], out, stages: [...earlier, stage] });
  const kept = (await readJsonl(join(out, "data", "part-00000.jsonl"))).map(({ id }) => id);
  const duplicates = (await readRows(join(out, "duplicates.parquet"))) as unknown as Duplicate[];
  return { result, kept: kept as number[], duplicates };
}

const rowsOf = (texts: readonly string[]): { id: number; text: string }[] =>
  texts.map((text, id) => ({ id, text }));

/** One slot a band and no limit on leaders: every pair of any similarity is compared. */
const ALL_PAIRS = { bands: 128, rows: 1, exactCandidates: true };

describe("fuzzy-dedup", () => {
  test.each([1, 2, 3])(
    "with every pair compared, it is the greedy of brute force (seed %i)",
    async (seed) => {
      const texts = nearDuplicates(300, seed);
      const { kept } = await dedup(rowsOf(texts), ALL_PAIRS);
      expect(kept).toEqual(greedyKept(texts, 0.8));
    },
  );

  test("every removed row reaches the threshold to a row that is kept, exactly as it says", async () => {
    const texts = nearDuplicates(1500, 7);
    const { kept, duplicates, result } = await dedup(rowsOf(texts), {});
    expect(duplicates.length).toBeGreaterThan(200);
    expect(kept.length + duplicates.length).toBe(texts.length);
    expect(result.rowsIn).toBe(result.rowsOut + result.duplicates + result.rejected);
    const stays = new Set(kept);
    for (const { row_index, kept_row_index, similarity } of duplicates) {
      const removed = texts[Number(row_index)]!;
      const other = texts[Number(kept_row_index)]!;
      expect(stays.has(Number(kept_row_index))).toBe(true);
      expect(stays.has(Number(row_index))).toBe(false);
      expect(similarity).toBeCloseTo(jaccard(shinglesOf(removed), shinglesOf(other)), 12);
      expect(similarity).toBeGreaterThanOrEqual(0.8);
    }
  });

  test("finds nearly all pairs well above the threshold", async () => {
    const texts = nearDuplicates(1500, 11);
    const { kept } = await dedup(rowsOf(texts), {});
    const sets = kept.map((row) => shinglesOf(texts[row]!)).filter((set) => set.size > 0);
    let missed = 0;
    for (let i = 0; i < sets.length; i++) {
      for (let j = i + 1; j < sets.length; j++) if (jaccard(sets[i]!, sets[j]!) >= 0.9) missed++;
    }
    expect(missed).toBe(0);
  });

  test("empty and null texts are kept and counted", async () => {
    const rows = [
      { id: 0, text: "" },
      { id: 1, text: null },
      { id: 2, text: "the same text twice" },
      { id: 3, text: "" },
      { id: 4, text: null },
      { id: 5, text: "the same text twice" },
    ];
    const { kept, duplicates } = await dedup(rows, {});
    expect(kept).toEqual([0, 1, 2, 3, 4]);
    expect(duplicates).toHaveLength(1);
    expect(duplicates[0]).toMatchObject({ row_index: 5n, kept_row_index: 2n, similarity: 1 });
  });

  const pair = "a sentence that is long enough to have very many shingles in it, number ";
  test.each([
    ["first", [0, 2]],
    ["last", [1, 2]],
    ["longest", [1, 2]],
    ["shortest", [0, 2]],
    ["highest:score", [1, 2]],
    ["lowest:score", [0, 2]],
  ] as const)("keep %s leaves rows %j", async (keep, expected) => {
    const rows = [
      { id: 0, text: `${pair}1`, score: -3 },
      { id: 1, text: `${pair}22`, score: 2.5 },
      { id: 2, text: "something else altogether", score: 100 },
    ];
    expect((await dedup(rows, { keep })).kept).toEqual(expected);
  });

  test("a row without a score is the last to be kept", async () => {
    const rows = [
      { id: 0, text: `${pair}1`, score: null },
      { id: 1, text: `${pair}2`, score: -1e300 },
    ];
    expect((await dedup(rows, { keep: "highest:score" })).kept).toEqual([1]);
    expect((await dedup(rows, { keep: "lowest:score" })).kept).toEqual([1]);
  });

  test("rows of different groups are never duplicates", async () => {
    const rows = [
      { id: 0, text: `${pair}1`, lang: "en" },
      { id: 1, text: `${pair}1`, lang: "de" },
      { id: 2, text: `${pair}2`, lang: "en" },
      { id: 3, text: `${pair}3`, lang: null },
      { id: 4, text: `${pair}3`, lang: null },
    ];
    expect((await dedup(rows, { groupBy: "lang" })).kept).toEqual([0, 1, 3]);
  });

  test("components keep one row of a chain that the kept rule would not", async () => {
    const words = Array.from({ length: 60 }, (_, i) => `word${i * 7919}`);
    const link = (from: number): string => words.slice(from, from + 40).join(" ");
    const texts = [link(0), link(4), link(8), link(12)];
    const near = await dedup(rowsOf(texts), { threshold: 0.75, ...ALL_PAIRS });
    expect(near.kept.length).toBeGreaterThan(1);
    const all = await dedup(rowsOf(texts), {
      threshold: 0.75,
      clusters: "components",
      ...ALL_PAIRS,
    });
    expect(all.kept).toEqual([0]);
    expect(all.duplicates.map(({ cluster_id, kept_row_id }) => cluster_id === kept_row_id)).toEqual(
      [true, true, true],
    );
    const [, , last] = all.duplicates;
    expect(last!.similarity).toBeCloseTo(jaccard(shinglesOf(texts[0]!), shinglesOf(texts[3]!)), 12);
    expect(last!.similarity).toBeLessThan(0.75);
  });

  test("rows that exact dedup removed point to the row that stays in the end", async () => {
    const texts = [`${pair}1`, `${pair}2`, `${pair}2`, "other"];
    const exact = { name: "exact-dedup", options: { columns: ["text"] } };
    const { kept, duplicates, result } = await dedup(rowsOf(texts), {}, [exact]);
    expect(kept).toEqual([0, 3]);
    expect(result.stages.map(({ duplicates: count }) => count)).toEqual([1, 1]);
    const expected = jaccard(shinglesOf(texts[0]!), shinglesOf(texts[2]!));
    expect(duplicates.map(({ method, kept_row_index }) => [method, kept_row_index])).toEqual([
      ["fuzzy", 0n],
      ["exact", 0n],
    ]);
    for (const { similarity } of duplicates) expect(similarity).toBeCloseTo(expected, 12);
  });

  test("normalisation decides what counts as a difference, not what is written", async () => {
    const rows = rowsOf(["Café  au LAIT, chaud!", "cafe\u0301 au lait chaud"]);
    expect((await dedup(rows, {})).kept).toEqual([0, 1]);
    const loose = { normalize: ["nfc", "case", "punctuation", "whitespace"] };
    const { kept, duplicates } = await dedup(rows, loose);
    expect(kept).toEqual([0]);
    expect(duplicates[0]!.similarity).toBe(1);
  });

  test("word shingles see texts that differ in their spelling only here and there", async () => {
    const words = Array.from({ length: 100 }, (_, i) => `w${i}`);
    const edited = words.with(50, "changed");
    const { duplicates } = await dedup(rowsOf([words.join(" "), edited.join("  ")]), {
      unit: "word",
    });
    expect(duplicates).toHaveLength(1);
    expect(duplicates[0]!.similarity).toBeCloseTo(95 / 101, 12);
  });
});

describe("what decides on a candidate pair", () => {
  test("the signature alone takes and refuses pairs that exact Jaccard would not", async () => {
    const texts = nearDuplicates(1500, 13);
    const { duplicates } = await dedup(rowsOf(texts), { verify: "signature" });
    const exact = duplicates.map(({ row_index, kept_row_index }) =>
      jaccard(shinglesOf(texts[Number(row_index)]!), shinglesOf(texts[Number(kept_row_index)]!)),
    );
    expect(duplicates.length).toBeGreaterThan(200);
    expect(duplicates.every(({ similarity }) => similarity >= 0.8)).toBe(true);
    expect(exact.some((similarity) => similarity < 0.8)).toBe(true);
    expect(Math.min(...exact)).toBeGreaterThan(0.5);
  });

  test("nothing at all makes every row of a bucket a duplicate of its leader", async () => {
    const texts = nearDuplicates(600, 17);
    const none = await dedup(rowsOf(texts), { verify: "none", bands: 42, rows: 3 });
    const exact = await dedup(rowsOf(texts), { bands: 42, rows: 3 });
    expect(none.kept.length).toBeLessThan(exact.kept.length);
  });
});

test("measured recall is the share of the similar pairs that share a bucket", async () => {
  const texts = nearDuplicates(700, 19);
  const banding = { bands: 4, rows: 32, measureRecall: true };
  const { result } = await dedup(rowsOf(texts), banding);
  const sets = [...new Set(texts)].map((text) => shinglesOf(text)).filter((set) => set.size > 0);
  let pairs = 0;
  for (let i = 0; i < sets.length; i++) {
    for (let j = 0; j < i; j++) if (jaccard(sets[i]!, sets[j]!) >= 0.8) pairs++;
  }
  expect(result.recall!.measured).toMatchObject({ sample: sets.length, pairs });
  expect(result.recall!.measured!.value).toBeGreaterThan(0.1);
  expect(result.recall!.measured!.value).toBeLessThan(0.95);
  const all = await dedup(rowsOf(texts), { ...ALL_PAIRS, measureRecall: true });
  expect(all.result.recall!.measured!.value).toBe(1);
});

test("cudf signatures find the near copies of long texts, and exact Jaccard decides on them", async () => {
  const words = Array.from({ length: 300 }, (_, i) => `word${(i * 7919) % 1009}`);
  const texts = [
    words.join(" "),
    words.with(150, "changed").join(" "),
    words.toReversed().join(" "),
  ];
  const { kept, duplicates, result } = await dedup(rowsOf(texts), { signature: "cudf" });
  expect(kept).toEqual([0, 2]);
  const [near] = duplicates;
  expect(near!.similarity).toBeCloseTo(
    jaccard(shinglesOf(texts[0]!, 24), shinglesOf(texts[1]!, 24)),
    12,
  );
  expect(result.recall!.predicted).toBeCloseTo(1 - (1 - 0.8 ** 13) ** 20, 12);
});
