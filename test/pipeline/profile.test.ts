import { existsSync, readFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Float64, Table, Utf8, vectorFromArray } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { parquet } from "../../src/formats/parquet.ts";
import { fileSink } from "../../src/io/file-sink.ts";
import { profile } from "../../src/pipeline/profile.ts";
import type { ColumnProfile, TextColumnProfile } from "../../src/profile/column-profile.ts";
import type { Profile } from "../../src/profile/profile.ts";
import { readRows, tempFolder, writeJsonl } from "../support/temp.ts";

const START = Date.UTC(2026, 0, 12, 8);

/** Twenty times a second but for a second's gap before row 300; every seventh weight is missing. */
const rows = Array.from({ length: 600 }, (_, i) => ({
  time: (START + i * 50 + (i >= 300 ? 1000 : 0)) / 1000,
  weight: i % 7 === 3 ? null : i / 4,
  ok: i % 3 === 0,
  task: ["lift", "carry", "put down"][i % 3],
  note: i % 2 === 0 ? `row ${i} of Привет` : null,
  pose: [i % 10, 1, Math.max(0, i - 300)],
  path: [0, 1].slice(0, i % 3),
}));

async function profiled(folder: string, ...args: Parameters<typeof profile>): Promise<Profile> {
  const [inputs, options] = args;
  const { profile: found } = await profile(
    inputs.map((input) => join(folder, input)),
    options,
  );
  return found;
}

const of = <Kind extends ColumnProfile["kind"]>(
  { columns }: Profile,
  name: string,
  kind: Kind,
): Extract<ColumnProfile, { kind: Kind }> => {
  const column = columns[name];
  expect(column?.kind).toBe(kind);
  return column as Extract<ColumnProfile, { kind: Kind }>;
};

describe("a profile", () => {
  test("tells of each column by its type", async () => {
    const folder = await tempFolder();
    await writeJsonl(join(folder, "rows.jsonl"), rows);
    const found = await profiled(folder, ["rows.jsonl"]);
    expect(found).toMatchObject({ version: 1, rows: 600, rejected: 0, dataset: "rows.jsonl" });

    const weight = of(found, "weight", "number");
    const weights = rows.flatMap(({ weight: w }) => (w === null ? [] : [w]));
    expect(weight).toMatchObject({
      count: 514,
      nulls: 86,
      min: 0,
      max: 149.75,
      order: "increasing",
    });
    expect(weight.mean).toBeCloseTo(weights.reduce((sum, w) => sum + w, 0) / 514, 12);

    expect(of(found, "time", "number").clock).toMatchObject({
      back: 0,
      gaps: { count: 1, longest: [{ row: 300 }] },
    });
    expect(of(found, "time", "number").clock!.rate).toBeCloseTo(20, 4);

    expect(of(found, "ok", "boolean")).toMatchObject({ count: 600, mean: 1 / 3, distinct: 2 });
    expect(of(found, "task", "text")).toMatchObject({
      category: true,
      distinct: 3,
      top: [
        { value: "carry", count: 200 },
        { value: "lift", count: 200 },
        { value: "put down", count: 200 },
      ],
      scripts: { Latin: 1 },
    });

    const note = of(found, "note", "text");
    expect(note).toMatchObject({ count: 300, nulls: 300, distinct: 300, category: false });
    expect(note.words).toMatchObject({ min: 4, max: 4 });
    expect(note.characters.max).toBe("row 598 of Привет".length);
    expect(note.bytes.max).toBe(Buffer.byteLength("row 598 of Привет"));
    expect(note.scripts).toEqual({ Cyrillic: 6 / 11, Latin: 5 / 11 });

    const pose = of(found, "pose", "vector");
    expect(pose.dims.map(({ min, max }) => [min, max])).toEqual([
      [0, 9],
      [1, 1],
      [0, 299],
    ]);
    expect(pose.constant).toEqual([1]);
    expect(pose.saturated).toEqual([{ dim: 2, end: "min", share: 301 / 600 }]);
    expect(pose.norms.max).toBe(Math.hypot(9, 1, 299));

    expect(of(found, "path", "list")).toMatchObject({
      lengths: { min: 0, max: 2 },
      items: { count: 600, min: 0, max: 1 },
    });
  });

  test("tells what is missing, and what stands out", async () => {
    const folder = await tempFolder();
    await writeJsonl(join(folder, "rows.jsonl"), rows);
    const { missing, alerts } = await profiled(folder, ["rows.jsonl"]);
    expect(missing.share).toBe((86 + 300) / (600 * 7));
    expect(missing.blockRows).toBe(8);
    expect(missing.blocks["note"]!.slice(0, 3)).toEqual([4, 4, 4]);
    expect(missing.patterns).toEqual([
      { columns: ["note"], rows: 257 },
      { columns: ["weight"], rows: 43 },
      { columns: ["weight", "note"], rows: 43 },
    ]);
    expect(alerts.map(({ level, column, finding }) => `${level} ${column}: ${finding}`)).toEqual([
      "fix time: 1 gap over 500 ms, the longest 1.05 s before row 300",
      "fix pose: 1 of 3 dimensions never changes: 1",
      "look weight: 14.3 % of the values are missing",
      "look note: 50 % of the values are missing",
      "look pose: 1 of 3 dimensions often is at the end of its range: 2",
    ]);
  });

  test("is the same however the rows are cut into files, and names the places in all of them", async () => {
    const folder = await tempFolder();
    await writeJsonl(join(folder, "rows.jsonl"), rows);
    await writeJsonl(join(folder, "part-1.jsonl"), rows.slice(0, 301));
    await writeJsonl(join(folder, "part-2.jsonl"), rows.slice(301));
    const whole = await profiled(folder, ["rows.jsonl"]);
    const parts = await profiled(folder, ["part-1.jsonl", "part-2.jsonl"]);
    expect(parts.columns).toEqual(whole.columns);
    expect(parts.missing).toEqual(whole.missing);
    expect(parts.inputs.map(({ firstRow, rows: count }) => [firstRow, count])).toEqual([
      [0, 301],
      [301, 299],
    ]);
  });

  test("counts bad rows, and leaves them out of the places", async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, "bad.jsonl"), '{"x":1}\n{"x":2\n{"x":3}\n{"x":50}\n');
    const found = await profiled(folder, ["bad.jsonl"]);
    expect(found).toMatchObject({ rows: 3, rejected: 1 });
    expect(of(found, "x", "number")).toMatchObject({ count: 3, max: 50 });
    expect(found.inputs[0]).toMatchObject({ rows: 4 });
  });

  test("of nothing is empty", async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, "none.csv"), "a,b\n");
    const found = await profiled(folder, ["none.csv"]);
    expect(found).toMatchObject({ rows: 0, alerts: [], missing: { share: 0, patterns: [] } });
    expect(of(found, "a", "text")).toMatchObject({ count: 0, distinct: 0, top: [] });
  });

  test("is told in the way that was asked for", async () => {
    const folder = await tempFolder();
    await writeJsonl(join(folder, "rows.jsonl"), rows);
    const found = await profiled(folder, ["rows.jsonl"], {
      std: "sample",
      quantiles: [0, 0.5, 1],
      columns: ["weight", "task"],
      top: 1,
      correlations: false,
    });
    expect(Object.keys(found.columns)).toEqual(["weight", "task"]);
    const { quantiles, std, variance } = of(found, "weight", "number");
    expect(quantiles).toEqual({ "0": 0, "0.5": 74.875, "1": 149.75 });
    expect(std).toBeCloseTo(Math.sqrt(variance!), 12);
    expect(of(found, "task", "text").top).toHaveLength(1);
    expect(found.correlations).toBeUndefined();
    await expect(profiled(folder, ["rows.jsonl"], { quantiles: [1.5] })).rejects.toThrow(
      "1.5 is no quantile.",
    );
  });
});

describe("languages of texts", () => {
  const [english, german] = ["The cup is on the table again.", "Die Tasse steht auf dem Tisch."];
  const texts = Array.from({ length: 3000 }, (_, i) => ({
    say: i % 4 === 0 ? german : english,
    said: i % 2 === 0 ? german : "",
  }));

  test("are told as shares of a sample, which the profile says the size of", async () => {
    const folder = await tempFolder();
    await writeJsonl(join(folder, "a.jsonl"), texts.slice(0, 1000));
    await writeJsonl(join(folder, "b.jsonl"), texts.slice(1000));
    await writeJsonl(join(folder, "whole.jsonl"), texts);
    const found = await profiled(folder, ["a.jsonl", "b.jsonl"]);
    const { languages } = found.columns["say"] as TextColumnProfile;
    expect(languages!.sampled).toBe(1024);
    expect(Object.keys(languages!.shares)).toEqual(["en", "de"]);
    // Within four standard deviations of a sample of that size.
    expect(Math.abs(languages!.shares["de"]! - 0.25)).toBeLessThan(0.055);
    expect(found.method["languages"]).toContain("up to 1024 texts of a column");
    const half = found.columns["said"] as TextColumnProfile;
    expect(half.languages).toEqual({ sampled: 1024, shares: { de: 1 } });
    const whole = await profiled(folder, ["whole.jsonl"]);
    expect(whole.columns["say"]).toEqual(found.columns["say"]);
  });

  test("are left out when nobody wants them, and where there is no text", async () => {
    const folder = await tempFolder();
    await writeJsonl(join(folder, "a.jsonl"), texts);
    const found = await profiled(folder, ["a.jsonl"], { languages: false });
    expect(found.columns["say"]).not.toHaveProperty("languages");
    expect(found.method).not.toHaveProperty("languages");
    await writeJsonl(join(folder, "b.jsonl"), [{ x: 1, say: "" }]);
    const silent = await profiled(folder, ["b.jsonl"]);
    expect(silent.columns["say"]).not.toHaveProperty("languages");
  });
});
describe("what a profile is written to", () => {
  test("holds the same numbers, as JSON and as a table", async () => {
    const folder = await tempFolder();
    const out = join(folder, "out");
    await writeJsonl(join(folder, "rows.jsonl"), rows);
    const found = await profiled(folder, ["rows.jsonl"], { out });
    expect(JSON.parse(await readFile(join(out, "profile.json"), "utf8"))).toEqual(found);
    const table = await readRows(join(out, "statistics.parquet"));
    const weight = table.find(({ column }) => column === "weight");
    const { mean, std } = of(found, "weight", "number");
    expect(weight).toMatchObject({ part: "", count: 514n, nulls: 86n, mean, std });
    const pose = table.filter(({ column }) => column === "pose").map(({ part }) => part);
    expect(pose).toEqual(["", "norm", "[0]", "[1]", "[2]"]);
  });

  test("is not put beside other files", async () => {
    const folder = await tempFolder();
    await writeJsonl(join(folder, "rows.jsonl"), rows);
    await expect(profiled(folder, ["rows.jsonl"], { out: folder })).rejects.toThrow("is not empty");
    const out = join(folder, "out");
    await profiled(folder, ["rows.jsonl"], { out });
    const names = await readdir(out);
    await profiled(folder, ["rows.jsonl"], { out, force: true });
    expect(await readdir(out)).toEqual(names);
  });
});

const shared =
  process.env["SLUICE_SHARED_DATA"] ??
  fileURLToPath(new URL("../../../shared/data", import.meta.url));
const robot = join(shared, "lerobot", "gr00t_pick_n_place");

describe.skipIf(!existsSync(robot))("the demonstration data of GR00T (skipped: not there)", () => {
  test("have the statistics that their own file says", async () => {
    const { profile: found } = await profile([robot], { correlations: false });
    const stats = JSON.parse(readFileSync(join(robot, "meta", "stats.json"), "utf8")) as Record<
      string,
      Record<string, number[]>
    >;
    // Theirs are of float32; a counter of 2096 frames has fewer digits behind the point.
    const near = (value: number | null, truth: number, what: string): void =>
      expect(Math.abs(value! - truth), what).toBeLessThan(1e-5 * Math.max(1, Math.abs(truth)));
    let compared = 0;
    for (const [column, told] of Object.entries(stats)) {
      const ours = found.columns[column];
      const dims = ours?.kind === "vector" ? ours.dims : ours?.kind === "number" ? [ours] : [];
      dims.forEach((dim, i) => {
        for (const name of ["mean", "std", "min", "max"] as const) {
          near(dim[name], told[name]![i]!, `${column} ${i} ${name}`);
        }
        for (const q of ["01", "99"]) {
          near(dim.quantiles[`0.${q}`]!, told[`q${q}`]![i]!, `${column} ${i} q${q}`);
        }
        compared++;
      });
    }
    expect(compared).toBeGreaterThanOrEqual(88);
  });
});

describe("a large Parquet file", () => {
  test("is read on any number of threads with the same result", async () => {
    const folder = await tempFolder();
    const path = join(folder, "large.parquet");
    await writeTelemetry(path, 210_000);
    const [one, two] = await Promise.all(
      [1, 2].map(async (threads) => (await profile([path], { threads })).profile),
    );
    expect(JSON.stringify(two)).toBe(JSON.stringify(one));
    expect(one!.rows).toBe(210_000);
    expect(one!.missing.patterns).toEqual([
      { columns: ["b"], rows: 7000 },
      { columns: ["a", "b"], rows: 7000 },
    ]);
    const some = await profile([path], { threads: 2, columns: ["b", "t"], correlations: false });
    expect(some.profile.columns["b"]).toEqual(one!.columns["b"]);
    expect(Object.keys(some.profile.columns)).toEqual(["b", "t"]);
  });

  test("is no longer read when nobody wants it", async () => {
    const folder = await tempFolder();
    const path = join(folder, "large.parquet");
    await writeTelemetry(path, 210_000);
    const aborted = AbortSignal.abort();
    await expect(profile([path], { threads: 2, signal: aborted })).rejects.toThrow("abort");
  });
});

/** A clock, two columns that miss values together, and a text. */
async function writeTelemetry(path: string, count: number): Promise<void> {
  const columns = {
    t: vectorFromArray(Float64Array.from({ length: count }, (_, i) => i / 20)),
    a: vectorFromArray(
      Array.from({ length: count }, (_, i) => (i % 30 === 0 ? null : i % 97)),
      new Float64(),
    ),
    b: vectorFromArray(
      Array.from({ length: count }, (_, i) => (i % 15 === 0 ? null : i * 0.5)),
      new Float64(),
    ),
    mode: vectorFromArray(
      Array.from({ length: count }, (_, i) => ["idle", "move"][i % 2]),
      new Utf8(),
    ),
  };
  const [batch] = new Table(columns).batches;
  const sink = await fileSink(path);
  const writer = await parquet.create!(sink, batch!.schema, {});
  await writer.write(batch!);
  await writer.close();
  await sink.close();
}
