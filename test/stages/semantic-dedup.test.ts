import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import type { RunRequest } from "../../src/pipeline/run.ts";
import { openShard } from "../../src/pipeline/shard.ts";
import { openTestDevices } from "../support/devices.ts";
import { type Row, rowsOf, writeRowFile } from "../support/row-file.ts";
import { cosine, greedyKept, nearVectors } from "../support/semantic-oracle.ts";
import { readRows, runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";

interface Duplicate {
  readonly row_index: bigint;
  readonly kept_row_index: bigint;
  readonly similarity: number;
  readonly method: string;
}

async function dedup(
  rows: readonly Row[],
  options: Readonly<Record<string, unknown>> = {},
  request: Partial<RunRequest> = {},
) {
  const folder = await tempFolder();
  const input = await writeRowFile(join(folder, "in.arrow"), rows);
  const out = join(folder, "out");
  const stages = [{ name: "semantic-dedup", options }];
  const result = await runQuietly({ inputs: [input], out, stages }, request);
  const kept = (await readRows(join(out, "data"))).map(({ id }) => id);
  const removed = (await readRows(join(out, "duplicates.parquet"))) as unknown as Duplicate[];
  const duplicates = removed.map(({ row_index, kept_row_index, similarity, method }) => {
    return { row: Number(row_index), keptRow: Number(kept_row_index), similarity, method };
  });
  const manifest = JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as {
    readonly stages: readonly { readonly notes: Record<string, unknown> }[];
  };
  const report = await readFile(join(out, "report.html"), "utf8");
  return { result, kept: kept as number[], duplicates, notes: manifest.stages[0]!.notes, report };
}

describe("semantic-dedup", () => {
  test.each([1, 2, 3])(
    "compares all pairs of few rows: the greedy of brute force (seed %i)",
    async (seed) => {
      const vectors = nearVectors(400, 10, seed);
      const { kept, duplicates, result } = await dedup(rowsOf(vectors));
      expect(kept).toEqual(greedyKept(vectors, 0.05));
      expect(duplicates.length).toBeGreaterThan(100);
      expect(result.rowsIn).toBe(result.rowsOut + result.duplicates + result.rejected);
    },
  );

  test("every removed row says its most similar kept row, and how similar it is", async () => {
    const vectors = nearVectors(600, 12, 7);
    const { kept, duplicates } = await dedup(rowsOf(vectors), { eps: 0.1 });
    for (const { row, keptRow, similarity, method } of duplicates) {
      // A row with the very vector of an earlier one shares its fate.
      const first = vectors.findIndex((vector) => isDeepStrictEqual(vector, vectors[row]));
      const best = kept
        .filter((other) => other < row && (other <= first || first === row))
        .map((other) => cosine(vectors[other]!, vectors[row]!) ?? -1)
        .reduce((most, value) => Math.max(most, value), -1);
      expect(similarity).toBeCloseTo(best, 12);
      expect(similarity).toBeCloseTo(cosine(vectors[keptRow]!, vectors[row]!)!, 12);
      expect(similarity).toBeGreaterThanOrEqual(0.9);
      expect(method).toBe("semantic");
    }
  });

  test("rows without a direction are kept, and counted by why", async () => {
    const rows = [
      { id: 0, embedding: [1, 2] },
      { id: 1, embedding: null },
      { id: 2, embedding: null },
      { id: 3, embedding: [0, 0] },
      { id: 4, embedding: [0, 0] },
      { id: 5, embedding: [Number.NaN, 1] },
      { id: 6, embedding: [1, Number.POSITIVE_INFINITY] },
      { id: 7, embedding: [2, 4] },
    ];
    const { kept, notes } = await dedup(rows);
    expect(kept).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(notes["unusable"]).toEqual({ nulls: 2, zeros: 2, notFinite: 2 });
  });

  test("eps 0 removes what is equal, eps 1 all that is at most at right angles", async () => {
    const equal = rowsOf([
      [0.1, 0.7, 0.3],
      [0.1, 0.7, 0.30001],
      [0.1, 0.7, 0.3],
    ]);
    expect((await dedup(equal, { eps: 0 })).kept).toEqual([0, 1]);
    const apart = rowsOf([
      [1, 0],
      [0, 1],
      [-1, 1e-6],
    ]);
    expect((await dedup(apart, { eps: 1 })).kept).toEqual([0, 2]);
  });

  const pair = [1, 0.001, 0, 0];
  test.each([
    ["first", [0, 2]],
    ["last", [1, 2]],
    ["longest", [1, 2]],
    ["shortest", [0, 2]],
    ["highest:score", [1, 2]],
    ["lowest:score", [0, 2]],
    ["farthest", [1, 2]],
    ["nearest", [0, 2]],
  ] as const)("keep %s leaves rows %j", async (keep, expected) => {
    const rows = [
      { id: 0, embedding: pair, text: "one", score: 1 },
      { id: 1, embedding: [1, -0.01, 0, 0], text: "longer", score: 2 },
      { id: 2, embedding: [1, 1, 0, 0], text: "another", score: 0 },
    ];
    expect((await dedup(rows, { keep, column: "text" })).kept).toEqual(expected);
  });

  test("rows of different groups are never duplicates", async () => {
    const groups = [0, 0, 1, null, null, 1];
    const rows = groups.map((group, id) => ({ id, embedding: [1, 2, 3], group }));
    expect((await dedup(rows, { groupBy: "group" })).kept).toEqual([0, 2, 3]);
    const vectors = nearVectors(300, 8, 5);
    const { kept } = await dedup(
      vectors.map((embedding, id) => ({ id, embedding, group: id % 3 })),
      { groupBy: "group" },
    );
    expect(kept).toEqual(greedyKept(vectors, 0.05, undefined, (a, b) => a % 3 === b % 3));
  });

  test("components keep one row of a chain that the kept rule would not", async () => {
    const angles = [0, 0.3, 0.6, 0.9, 1.2];
    const rows = rowsOf(angles.map((angle) => [Math.cos(angle), Math.sin(angle)]));
    expect((await dedup(rows)).kept).toEqual([0, 2, 4]);
    const { kept, notes, duplicates } = await dedup(rows, { components: true });
    expect(kept).toEqual([0]);
    expect(notes["belowThreshold"]).toBe(3);
    expect(duplicates[3]!.similarity).toBeCloseTo(Math.cos(1.2), 6);
  });

  test("in clusters, nearly all similar pairs are found, and what is measured is what is missed", async () => {
    const vectors = nearVectors(3000, 24, 11, 0.3, false);
    const options = { clusters: 40, measureRecall: true };
    const { kept, notes, duplicates } = await dedup(rowsOf(vectors), options, {
      device: { prefer: "wasm" },
    });
    const { value, pairs } = notes["measuredRecall"] as { value: number; pairs: number };
    expect(value).toBeGreaterThanOrEqual(0.99);
    expect(pairs).toBeGreaterThan(500);
    expect(notes).toMatchObject({ clusters: 40, probes: 3, converged: true });
    const exact = greedyKept(vectors, 0.05);
    expect(kept.length / exact.length).toBeLessThan(1.01);
    for (const { similarity } of duplicates) expect(similarity).toBeGreaterThanOrEqual(0.95);
  });

  test("with as many probes as clusters, nothing can be missed", async () => {
    const vectors = nearVectors(700, 6, 13);
    const { kept, notes } = await dedup(rowsOf(vectors), { clusters: 9, probes: 9 });
    expect(notes["covered"]).toBe(1);
    expect(kept).toEqual(greedyKept(vectors, 0.05));
  });

  test("recall counts pairs that no cluster holds", async () => {
    // Two clusters with a boundary through near rows, and no probing.
    const vectors = nearVectors(800, 3, 17, 0.3, false);
    const options = { clusters: 12, probes: 1, measureRecall: true };
    const { notes } = await dedup(rowsOf(vectors), options);
    const { value } = notes["measuredRecall"] as { value: number };
    expect(value).toBeLessThan(1);
    expect(value).toBeGreaterThan(0.5);
  });

  const outcomes = new Map<string, string>();
  test.each(openTestDevices().map(([name]) => name))(
    "keeps the same rows on every device: %s",
    async (name) => {
      const vectors = nearVectors(500, 20, 19);
      const prefer = name as "cpu" | "wasm" | "webgpu";
      const device = name === "webgpu" ? { prefer, adapter: "SwiftShader" } : { prefer };
      for (const options of [
        {},
        { clusters: 12 },
        { components: true },
        { clusters: 7, keep: "farthest" },
      ]) {
        const { kept, duplicates } = await dedup(rowsOf(vectors), options, { device });
        const outcome = JSON.stringify([kept, duplicates]);
        const key = JSON.stringify(options);
        expect(outcome).toBe(outcomes.get(key) ?? outcome);
        outcomes.set(key, outcome);
      }
    },
  );

  test("does with a small device, which takes the rows in many tiles", async () => {
    const vectors = nearVectors(900, 33, 37);
    const { duplicates, kept } = await dedup(rowsOf(vectors), { clusters: 5 });
    const small = { prefer: "wasm", memoryBytes: 2 ** 18 } as const;
    const tiled = await dedup(rowsOf(vectors), { clusters: 5 }, { device: small });
    expect(tiled.kept).toEqual(kept);
    expect(tiled.duplicates).toEqual(duplicates);
  });

  test("does not depend on how many rows there are in a batch", async () => {
    const rows = rowsOf(nearVectors(300, 9, 23));
    const whole = await dedup(rows);
    const parts = await dedup(rows, {}, { batchRows: 7 });
    expect(parts.kept).toEqual(whole.kept);
    expect(parts.duplicates).toEqual(whole.duplicates);
  });

  test("the report shows the clusters with their texts, and what was measured", async () => {
    const vectors = nearVectors(300, 8, 29);
    const rows = vectors.map((embedding, id) => ({ id, embedding, text: `text number ${id}` }));
    const options = { column: "text", clusters: 6, measureRecall: true };
    const { report, result } = await dedup(rows, options);
    for (const words of [
      "<code><bdi>embedding</bdi></code>",
      "cosine 0.95 or more",
      "Semantic duplicates by similarity",
      "Clusters by size",
      "Brute force on ",
      "no vector that points anywhere: null, zero or not finite",
    ]) {
      expect(report).toContain(words);
    }
    expect(report).toMatch(/text number <mark>\d+<\/mark>/);
    expect(report).toMatch(/text number <mark class="b">\d+<\/mark>/);
    expect(result.recall).toMatchObject({
      threshold: 0.95,
      measured: { sample: expect.any(Number) },
    });
    expect(result.recall!.predicted).toBeUndefined();
  });

  test("compares what an embed stage made, which is stored once, and writes it", async () => {
    const folder = await tempFolder();
    const texts = ["a red cube on the table", "the door is open", "a red cube on the table", ""];
    const input = await writeJsonl(
      join(folder, "in.jsonl"),
      texts.map((text, id) => ({ id, text })),
    );
    const stages = [
      { name: "embed", options: { column: "text", encoder: "hash", dims: 64 } },
      { name: "semantic-dedup", options: { column: "text", keep: "longest" } },
    ];
    const out = join(folder, "out");
    const index = join(folder, "index");
    const exactly = [stages[0]!, { name: "semantic-dedup", options: { column: "text" } }];
    await runQuietly({ inputs: [input], out: join(folder, "indexed"), stages: exactly, index });
    const shard = await openShard(join(index, "000000.shard"));
    onTestFinished(() => shard.close());
    const words = shard.sections.map((name) => shard.byteLength(name) / 4 / texts.length);
    expect(words.filter((count) => count >= 64)).toEqual([64]);

    const { rowsOut } = await runQuietly({ inputs: [input], out, stages, to: "parquet" });
    expect(rowsOut).toBe(3);
    const rows = await readRows(join(out, "data"));
    expect(
      rows.map(({ id, embedding }) => [Number(id), [...(embedding as Float32Array)].length]),
    ).toEqual([
      [0, 64],
      [1, 64],
      [3, 64],
    ]);
  });

  test.each([
    [{ exact: true, clusters: 5 }, "All pairs and 5 clusters exclude each other."],
    [{ keep: "longest" }, "There is no text that could be longest."],
    [{ keep: "closest" }, 'keep must be one of its rules; it is "closest".'],
    [{ embedding: "text" }, 'Column "text" is Utf8, not vectors.'],
    [{ embedding: "none" }, 'has no column "none"'],
  ])("refuses %j", async (options, message) => {
    await expect(dedup([{ id: 0, text: "a", embedding: [1] }], options)).rejects.toThrow(message);
  });

  test("keeps vectors of JSON lines with a null inside as not finite, and passes them on", async () => {
    const folder = await tempFolder();
    const rows = [[1, 2], [null, 1], [2, 4], null, [null, null], [null, 1]].map((embedding, id) => {
      return { id, embedding };
    });
    const input = await writeJsonl(join(folder, "in.jsonl"), rows);
    const stages = [{ name: "semantic-dedup", options: {} }];
    for (const to of ["jsonl", "parquet", "arrow"]) {
      const out = join(folder, to);
      const { rowsOut, rejected } = await runQuietly({ inputs: [input], out, stages, to });
      expect({ rowsOut, rejected }).toEqual({ rowsOut: 5, rejected: 0 });
      const kept = (await readRows(join(out, "data"))).map(({ embedding }) =>
        embedding === null ? null : [...(embedding as Iterable<number | null>)],
      );
      const expected = rows.filter(({ id }) => id !== 2).map(({ embedding }) => embedding);
      expect(kept).toEqual(expected);
      const { stages: said } = JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as {
        readonly stages: readonly { readonly notes: Record<string, unknown> }[];
      };
      expect(said[0]!.notes["unusable"]).toEqual({ nulls: 1, zeros: 0, notFinite: 3 });
    }
  });

  test("refuses vectors of different lengths, with the row", async () => {
    const folder = await tempFolder();
    const rows = [{ embedding: [1, 2] }, { embedding: [1, 2, 3] }];
    const input = await writeJsonl(join(folder, "in.jsonl"), rows);
    const stages = [{ name: "semantic-dedup", options: {} }];
    const out = join(folder, "out");
    await expect(runQuietly({ inputs: [input], out, stages })).rejects.toMatchObject({
      message: 'Row 1 of "embedding" has 3 numbers, the rows before it 2.',
      where: `row 1 of ${input}`,
    });
  });
});
