import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../../src/pipeline/plan.ts";
import { openTestDevices } from "../../support/devices.ts";
import { type Row, rowsOf, writeRowFile } from "../../support/row-file.ts";
import { cosine, greedyKept, nearVectors, type Vector } from "../../support/semantic-oracle.ts";
import { readRows, runQuietly, tempFolder, writeJsonl } from "../../support/temp.ts";

type Options = Readonly<Record<string, unknown>>;

/** Runs that go on with one index, in one folder. */
class Runs {
  readonly folder: string;
  #next = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<Runs> {
    return new Runs(await tempFolder());
  }

  async plan(rows: readonly Row[], options: Options, index = "index"): Promise<Plan> {
    const name = String(this.#next++);
    return {
      inputs: [await writeRowFile(join(this.folder, `${name}.arrow`), rows)],
      out: join(this.folder, `out-${name}`),
      stages: [{ name: "semantic-dedup", options }],
      index: join(this.folder, index),
    };
  }

  /** The rows that a run keeps, and what the manifest notes of it. */
  async run(
    rows: readonly Row[],
    options: Options,
    { index = "index", ...more }: Partial<Plan> = {},
    device: Parameters<typeof runQuietly>[1] = {},
  ) {
    const plan = { ...(await this.plan(rows, options, index)), ...more };
    await runQuietly(plan, device);
    const manifest = JSON.parse(await readFile(join(plan.out, "manifest.json"), "utf8")) as {
      readonly stages: readonly { readonly notes: Record<string, unknown> }[];
    };
    const kept = (await readRows(join(plan.out, "data"))).map(({ id }) => id as number);
    const duplicates = await readRows(join(plan.out, "duplicates.parquet"));
    return { kept, duplicates, notes: manifest.stages[0]!.notes };
  }

  /** Keeps another index as it is now. */
  async copyIndex(name: string): Promise<string> {
    await cp(join(this.folder, "index"), join(this.folder, name), { recursive: true });
    return name;
  }
}

const hasDirection = (vector: Vector): boolean => cosine(vector, vector) !== undefined;

/** Rows that go on counting. */
const rowsFrom = (vectors: readonly Vector[], first: number): Row[] =>
  vectors.map((embedding, i) => ({ id: first + i, embedding }));

describe("where all pairs are compared", () => {
  test.each([31, 32])("two runs keep what one keeps (seed %i)", async (seed) => {
    const vectors = nearVectors(300, 8, seed);
    const rows = rowsOf(vectors);
    for (const options of [{ exact: true }, {}]) {
      const runs = await Runs.open();
      const first = await runs.run(rows.slice(0, 140), options);
      const second = await runs.run(rows.slice(140), options);
      expect([...first.kept, ...second.kept]).toEqual(greedyKept(vectors, 0.05));
    }
  });

  test("against the index alone, copies among the new rows stay, and stay known as written", async () => {
    const vectors: Vector[] = [
      [1, 0],
      [0, 1],
      [0, 1],
      [1, 1],
      [1, 1],
      [3, 0],
    ];
    const rows = rowsOf(vectors);
    const runs = await Runs.open();
    await runs.run(rows.slice(0, 2), { exact: true });
    const { kept } = await runs.run(rows.slice(2), { exact: true }, { against: "index" });
    expect(kept).toEqual([3, 4]);
    const again = await runs.run(rowsFrom([[2, 2]], 6), { exact: true });
    expect(again.duplicates).toMatchObject([{ kept_row_index: 1n, similarity: 1 }]);
  });
});

describe("in clusters", () => {
  test.each([41, 42, 43])(
    "two runs over the halves keep what one over the whole keeps, with the centres of the index (seed %i)",
    async (seed) => {
      const vectors = nearVectors(1200, 12, seed, 0.35);
      const rows = rowsOf(vectors);
      const options = { clusters: 15, probes: 2, measureRecall: true };
      const runs = await Runs.open();
      const begun = await runs.run(rows.slice(0, 400), options);
      const copy = await runs.copyIndex("copy");
      const whole = await runs.run(rows.slice(400), options);
      const first = await runs.run(rows.slice(400, 700), options, { index: copy });
      const second = await runs.run(rows.slice(700), options, { index: copy });
      expect([...first.kept, ...second.kept]).toEqual(whole.kept);
      expect(whole.duplicates.length).toBeGreaterThan(300);
      expect(second.notes).toMatchObject({ clusters: 15, probes: 2, converged: true });
      // Centres that were not fitted to the new rows serve them as well as those they were.
      for (const { notes } of [begun, whole, first, second]) {
        const { value } = notes["measuredRecall"] as { value: number };
        expect(value).toBeGreaterThanOrEqual(0.99);
      }
      // The files of the runs that the copy knows, and their first rows.
      const starts = { "0.arrow": 0, "2.arrow": 400, "3.arrow": 700 };
      for (const { row_index, kept_source, kept_row_index, similarity } of second.duplicates) {
        const start = starts[basename(String(kept_source)) as keyof typeof starts];
        const [row, kept] = [700 + Number(row_index), start + Number(kept_row_index)];
        expect(similarity).toBeCloseTo(cosine(vectors[row]!, vectors[kept]!)!, 12);
        expect([...begun.kept, ...first.kept, ...second.kept]).toContain(kept);
      }
    },
  );

  test("with as many probes as clusters, two runs keep what brute force keeps", async () => {
    const vectors = nearVectors(700, 6, 13);
    const rows = rowsOf(vectors);
    const options = { clusters: 9, probes: 9 };
    const runs = await Runs.open();
    const first = await runs.run(rows.slice(0, 300), options);
    const second = await runs.run(rows.slice(300), options);
    expect([...first.kept, ...second.kept]).toEqual(greedyKept(vectors, 0.05));
    expect(second.notes).toMatchObject({ clusters: 9, covered: 1 });
  });

  test("an index begun with too few rows for clusters gets them when there are enough", async () => {
    const vectors = nearVectors(900, 10, 51);
    const rows = rowsOf(vectors);
    const options = { clusters: 8, probes: 8 };
    const runs = await Runs.open();
    const kept: number[] = [];
    const clusters: unknown[] = [];
    for (const part of [rows.slice(0, 1), rows.slice(1, 500), rows.slice(500)]) {
      const { kept: own, notes } = await runs.run(part, options);
      kept.push(...own);
      clusters.push(notes["clusters"]);
    }
    expect(clusters).toEqual([1, 8, 8]);
    expect(kept).toEqual(greedyKept(vectors, 0.05));
  });

  test("rows that ran against themselves alone are compared with later ones", async () => {
    const vectors = nearVectors(600, 8, 53);
    const rows = rowsOf(vectors);
    const options = { clusters: 6, probes: 6 };
    const runs = await Runs.open();
    await runs.run(rows.slice(0, 200), options);
    const alone = await runs.run(rows.slice(200, 400), options, { against: "self" });
    expect(alone.kept).toEqual(greedyKept(vectors.slice(200, 400), 0.05).map((id) => id + 200));
    const first = greedyKept(vectors.slice(0, 200), 0.05);
    const { kept } = await runs.run(rows.slice(400), options);
    const written = [...first, ...alone.kept];
    const expected: number[] = [];
    for (let row = 400; row < 600; row++) {
      const repeats = [...written, ...expected].some(
        (other) => (cosine(vectors[row]!, vectors[other]!) ?? -1) >= 0.95,
      );
      if (!repeats) expected.push(row);
    }
    expect(kept).toEqual(expected);
  });

  test("an index forgets a run that was cut off before its results were whole", async () => {
    const rows = rowsOf(nearVectors(500, 8, 71));
    const runs = await Runs.open();
    const options = { clusters: 6 };
    await runs.run(rows.slice(0, 200), options);
    const plan = await runs.plan(rows.slice(200), options);
    await runQuietly(plan);
    const idsIn = async (): Promise<unknown[]> =>
      (await readRows(join(plan.out, "data"))).map(({ id }) => id);
    const expected = await idsIn();
    await rm(join(plan.out, "manifest.json"));
    await runQuietly(plan, { force: true });
    expect(await idsIn()).toEqual(expected);
    const { kept } = await runs.run(rows.slice(200, 300), options);
    expect(kept).toEqual(
      rows
        .slice(200, 300)
        .filter(({ embedding }) => !hasDirection(embedding))
        .map(({ id }) => id),
    );
  });

  const outcomes = new Set<string>();
  test.each(openTestDevices().map(([name]) => name))("keeps the same rows on %s", async (name) => {
    const vectors = nearVectors(500, 20, 61);
    const rows = rowsOf(vectors);
    const prefer = name as "cpu" | "wasm" | "webgpu";
    const device = name === "webgpu" ? { prefer, adapter: "SwiftShader" } : { prefer };
    const runs = await Runs.open();
    const options = { clusters: 7, groupBy: "group" };
    const grouped = rows.map((row) => ({ ...row, group: row.id % 2 }));
    const first = await runs.run(grouped.slice(0, 200), options, {}, { device });
    const second = await runs.run(grouped.slice(200), options, {}, { device });
    outcomes.add(JSON.stringify([first.kept, second.kept]));
    expect(outcomes.size).toBe(1);
  });
});

describe("refuses", () => {
  test.each(["arrow", "jsonl"])("vectors of another length, in %s", async (format) => {
    const runs = await Runs.open();
    await runs.run(rowsOf([[1, 2, 3, 4]]), {});
    const plan = await runs.plan(
      rowsOf([
        [1, 2],
        [3, 4],
      ]),
      {},
    );
    const lines = [{ embedding: [1, 2] }, { embedding: [3, 4] }];
    const inputs =
      format === "arrow"
        ? plan.inputs
        : [await writeJsonl(join(runs.folder, "short.jsonl"), lines)];
    await expect(runQuietly({ ...plan, inputs })).rejects.toMatchObject({
      message: 'The vectors of "embedding" have 2 numbers, those of the index have 4.',
      fix: "embed with the model of the index, or use another --index for these",
    });
  });

  test.each([
    [{ components: true }, "Components cannot be continued by an index."],
    [{ keep: "last" }, "An index cannot keep last."],
    [{ keep: "farthest" }, "An index cannot keep farthest."],
  ])("%j", async (options, message) => {
    const runs = await Runs.open();
    await expect(runQuietly(await runs.plan(rowsOf([[1, 2]]), options))).rejects.toThrow(message);
  });

  test.each([
    [{ eps: 0.1 }, "stages.0.options.eps: 0.1 here, 0.05 in the index"],
    [{ clusters: 5 }, "stages.0.options.clusters: 5 here, absent in the index"],
    [{ probes: 2 }, "stages.0.options.probes: 2 here, 3 in the index"],
  ])("an index made with other options than %j", async (options, where) => {
    const runs = await Runs.open();
    await runs.run(rowsOf([[1, 2]]), {});
    const plan = await runs.plan(rowsOf([[1, 2]]), options);
    await expect(runQuietly(plan)).rejects.toMatchObject({ where });
  });

  test("an index that is damaged, by its file", async () => {
    const runs = await Runs.open();
    await runs.run(rowsOf([[1, 2]]), {});
    const path = join(runs.folder, "index", "000000.memory");
    const bytes = await readFile(path);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(path, bytes);
    const plan = await runs.plan(rowsOf([[1, 2]]), {});
    await expect(runQuietly(plan)).rejects.toMatchObject({
      message: expect.stringContaining("is damaged in its section 0.fates") as string,
      fix: "make the index again from its inputs",
    });
  });
});
