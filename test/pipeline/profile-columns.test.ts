import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  Float32,
  Float64,
  Int64,
  Int8,
  Table,
  TimestampMillisecond,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, test } from "vitest";
import { parquet } from "../../src/formats/parquet.ts";
import { fileSink } from "../../src/io/file-sink.ts";
import { drift } from "../../src/pipeline/drift/drift.ts";
import { profile } from "../../src/pipeline/profile.ts";
import type { ColumnProfile } from "../../src/profile/column-profile.ts";
import { readRows, tempFolder, writeJsonl } from "../support/temp.ts";

const rows = Array.from({ length: 600 }, (_, i) => ({
  time: 1_768_000_000 + i / 20,
  weight: i % 7 === 3 ? null : i / 4,
  ok: i % 3 === 0,
  task: ["lift", "carry", "put down"][i % 3],
  pose: [i % 10, 1, Math.max(0, i - 300)],
}));

describe("a summary", () => {
  const summarized = (column: ColumnProfile): object => {
    const { type, count, nulls } = column;
    if (column.kind !== "number" && column.kind !== "time") return { type, count, nulls };
    const { nan, infinite, zeros, negatives, min, max, mean, variance, std } = column;
    const { quantiles, quantileError } = column;
    const numbers = { nan, infinite, zeros, negatives, min, max, mean, variance, std };
    return { type, count, nulls, numbers: { ...numbers, quantiles, quantileError } };
  };

  test.each(["jsonl", "parquet"])(
    "tells a part of what a whole profile does, of %s",
    async (kind) => {
      const folder = await tempFolder();
      const file = join(folder, `rows.${kind}`);
      if (kind === "jsonl") await writeJsonl(file, rows);
      else await writeRows(file, numberTable(20_000));
      const { profile: whole } = await profile([file]);
      const { profile: brief } = await profile([file], { statistics: "summary" });
      expect(brief).toMatchObject({
        rows: whole.rows,
        missing: { ...whole.missing, patterns: [] },
      });
      expect(brief.correlations).toBeUndefined();
      expect(brief.leftOut).toContain("correlations");
      expect(whole.leftOut).toBeUndefined();
      for (const [name, column] of Object.entries(whole.columns)) {
        expect(brief.columns[name], name).toMatchObject(summarized(column));
      }
    },
  );

  test("tells the least and the greatest text, by the order of bytes", async () => {
    const folder = await tempFolder();
    const task = ["b", "", "a", "é", "ab", null, "a"];
    await writeJsonl(
      join(folder, "rows.jsonl"),
      task.map((each) => ({ task: each })),
    );
    const { profile: found } = await profile([join(folder, "rows.jsonl")], {
      statistics: "summary",
    });
    expect(found.columns["task"]).toEqual({
      kind: "summary",
      type: "Utf8",
      count: 6,
      nulls: 1,
      least: "",
      greatest: "é",
    });
  });

  test("is written down, too", async () => {
    const folder = await tempFolder();
    const out = join(folder, "out");
    await writeJsonl(join(folder, "rows.jsonl"), rows);
    const { profile: found } = await profile([join(folder, "rows.jsonl")], {
      out,
      statistics: "summary",
    });
    expect(JSON.parse(await readFile(join(out, "profile.json"), "utf8"))).toEqual(found);
    const table = await readRows(join(out, "statistics.parquet"));
    expect(table.find(({ column }) => column === "weight")).toMatchObject({
      kind: "summary",
      count: 514n,
      min: 0,
      max: 149.75,
      skewness: null,
    });
    const reference = join(out, "profile.json");
    await expect(drift(reference, [join(folder, "rows.jsonl")])).rejects.toThrow("is a summary");
  });
});

/** Columns of every kind that is read without Arrow, with holes. */
function numberTable(length: number): Table {
  const numbers = Array.from({ length }, (_, i) => (i % 5 === 2 ? null : (i * 7919) % 40_009));
  const whole = numbers.map((value) => (value === null ? null : BigInt(value) - 9n));
  const texts = numbers.map((value, i) => (value === null ? null : `text ${i % 700} à`));
  return new Table({
    double: vectorFromArray(numbers, new Float64()),
    single: vectorFromArray(numbers, new Float32()),
    whole: vectorFromArray(whole, new Int64()),
    byte: vectorFromArray(
      numbers.map((value) => value && value % 100),
      new Int8(),
    ),
    time: vectorFromArray(
      Array.from({ length }, (_, i) => i * 10),
      new TimestampMillisecond(),
    ),
    text: vectorFromArray(texts, new Utf8()),
  });
}

async function writeRows(file: string, table: Table): Promise<void> {
  const sink = await fileSink(file);
  const writer = await parquet.create!(sink, table.schema, {});
  for (const batch of table.batches) await writer.write(batch);
  await writer.close();
  await sink.close();
}

describe("a Parquet file that is read column by column", () => {
  const goldens = fileURLToPath(new URL("../data/parquet/", import.meta.url));
  const files = readdirSync(goldens).filter((name) => name.endsWith(".parquet"));

  test.each(files)("has the profile that it has by Arrow: %s", async (name) => {
    const plain = await profile([join(goldens, name)]);
    // A format that is named is read by Arrow.
    const byArrow = await profile([join(goldens, name)], { format: "parquet" });
    expect(plain.profile).toEqual(byArrow.profile);
  });

  test("has it, too, where rows have no value and texts come again", async () => {
    const folder = await tempFolder();
    const file = join(folder, "rows.parquet");
    const table = numberTable(150_000);
    await writeRows(file, table);
    const plain = await profile([file], { columns: table.schema.fields.map(({ name }) => name) });
    const byArrow = await profile([file], { format: "parquet" });
    expect(plain.profile).toEqual(byArrow.profile);
    expect(plain.profile.columns["text"]).toMatchObject({ nulls: 30_000, distinct: 560 });
  });

  test("says where it is damaged", async () => {
    const folder = await tempFolder();
    const file = join(folder, "damaged.parquet");
    const bytes = await readFile(join(goldens, "flat-snappy-1.parquet"));
    bytes.fill(0xff, 8, 60);
    await writeFile(file, bytes);
    await expect(profile([file])).rejects.toThrow("damaged.parquet cannot be read as Parquet");
  });
});
