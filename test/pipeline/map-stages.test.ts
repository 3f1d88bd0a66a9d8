import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  Field,
  Int64,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, test } from "vitest";
import { option } from "../../src/core/option.ts";
import { inspect } from "../../src/pipeline/inspect.ts";
import { vectorColumn } from "../../src/core/vector-column.ts";
import type { VectorColumn } from "../../src/core/vector-column.ts";
import { VectorBatch } from "../../src/pipeline/vector-batch.ts";
import { registerStage, stages } from "../../src/stages/index.ts";
import {
  type BatchColumns,
  defineMapStage,
  defineStage,
  type MappedColumn,
} from "../../src/stages/stage.ts";
import { silent } from "../../src/telemetry/progress.ts";
import { readJsonl, readRows, runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";

/** Batches that the stages were given, by stage. */
const seen: Record<string, number[]> = {};

/** What the stage below says it was done with. */
let model = "one";

/** The byte length of a text, and its double; none for empty texts. */
registerStage(
  defineMapStage({
    name: "test-lengths",
    doc: "Gives each text its length",
    options: { column: option.string("Text column", { default: "text" }) },
    reads: ({ column }) => [{ name: column, kind: "text" }],
    adds: () => "lengths",
    open: async (_, { column }) => ({
      dims: 2,
      notes: { model },
      files: () => ({ "lengths.txt": "of bytes" }),
      async map(columns: BatchColumns): Promise<MappedColumn> {
        const { rowCount, offsets } = columns.text(column);
        (seen["test-lengths"] ??= []).push(rowCount);
        const rows = Array.from({ length: rowCount }, (_row, i) => offsets[i + 1]! - offsets[i]!);
        const vectors = rows.map((length) => (length === 0 ? null : [length, 2 * length]));
        return { ...vectorColumn(2, vectors), counts: { texts: rowCount } };
      },
      async [Symbol.asyncDispose]() {},
    }),
  }),
);

/** Takes the mean of the first numbers away from them. */
registerStage(
  defineMapStage({
    name: "test-centre",
    doc: "Centres the first number",
    options: { column: option.string("Vector column", { default: "lengths" }) },
    reads: ({ column }) => [{ name: column, kind: "vector" }],
    adds: ({ column }) => column,
    async open(_, { column }) {
      let sum = 0;
      let count = 0;
      return {
        dims: undefined,
        get notes() {
          return { mean: sum / count };
        },
        fit: {
          async observe(columns: BatchColumns) {
            const { values, dims, rowCount, valid } = columns.vectors(column);
            for (let row = 0; row < rowCount; row++) {
              if (valid && !valid[row]) continue;
              sum += values[row * dims]!;
              count++;
            }
          },
          async finish() {},
        },
        async map(columns: BatchColumns): Promise<VectorColumn> {
          const given = columns.vectors(column);
          const values = given.values.slice();
          for (let at = 0; at < values.length; at += given.dims) values[at]! -= sum / count;
          return { ...given, values };
        },
        async [Symbol.asyncDispose]() {},
      };
    },
  }),
);

/** Notes the vectors it is shown, and removes nothing. */
const shown: VectorColumn[] = [];
registerStage(
  defineStage({
    name: "test-look",
    doc: "Looks at vectors",
    options: { vectors: option.string("Vector column", { default: "v" }) },
    phases: [],
    measure: "degree",
    compares: () => [],
    vectors: ({ vectors }) => vectors,
    open: async () => ({
      async observe(texts, vectors) {
        expect(texts.rowCount).toBe(vectors!.rowCount);
        shown.push(vectors!);
        return { state: {}, texts };
      },
      finish: async () => ({
        removed: new Uint32Array(),
        kept: new Uint32Array(),
        similarity: new Float64Array(),
        notes: {},
      }),
      similarities: async (_, left) => new Float64Array(left.length),
      async [Symbol.asyncDispose]() {},
    }),
  }),
);

const lengths = { name: "test-lengths", options: {} };
const centre = { name: "test-centre", options: {} };
const exact = { name: "exact-dedup", options: { columns: ["text"] } };

async function input(rows: readonly object[], name = "in.jsonl") {
  const folder = await tempFolder();
  return { file: await writeJsonl(join(folder, name), rows), out: join(folder, "out") };
}

async function manifestIn(out: string) {
  return JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as {
    readonly stages: readonly { readonly notes: unknown }[];
    readonly outputs: readonly { readonly path: string }[];
  };
}

const ROWS = ["a", "bb", "", "a", "dddd"].map((text, id) => ({ id, text }));

describe("a map stage", () => {
  test.each(["jsonl", "parquet", "arrow"])("adds a column to the rows, as %s", async (to) => {
    const { file, out } = await input(ROWS);
    const result = await runQuietly({ inputs: [file], out, stages: [lengths], to });
    expect(result).toMatchObject({ rowsIn: 5, rowsOut: 5, duplicates: 0 });
    const rows = await readRows(join(out, "data", `part-00000.${to}`));
    const vectors = rows.map((row) =>
      row["lengths"] === null ? null : [...(row["lengths"] as Iterable<number>)].map(Number),
    );
    expect(vectors).toEqual([[1, 2], [2, 4], null, [1, 2], [4, 8]]);
    expect(rows.map(({ text }) => text)).toEqual(ROWS.map(({ text }) => text));
  });

  test("goes on with the rows that stay, whatever the batches", async () => {
    const { file, out } = await input(ROWS);
    const wanted = [[1, 2], [2, 4], null, [4, 8]];
    for (const [batchRows, parts] of [
      [2, [2, 2, 1]],
      [5, [5]],
    ] as const) {
      seen["test-lengths"] = [];
      const plan = { inputs: [file], out: `${out}-${batchRows}`, stages: [exact, lengths] };
      const result = await runQuietly(plan, { batchRows });
      const rows = await readJsonl(join(plan.out, "data", "part-00000.jsonl"));
      expect(rows.map((row) => row["lengths"])).toEqual(wanted);
      expect(seen["test-lengths"]).toEqual(parts);
      expect(result.stages.map(({ name, rowsIn, rowsOut }) => [name, rowsIn, rowsOut])).toEqual([
        ["exact-dedup", 5, 4],
        ["test-lengths", 4, 4],
      ]);
    }
  });

  test("learns from all rows, as earlier ones leave them, before it changes any", async () => {
    const { file, out } = await input(ROWS);
    const plan = { inputs: [file], out, stages: [lengths, centre] };
    await runQuietly(plan, { batchRows: 2 });
    const rows = await readJsonl(join(out, "data", "part-00000.jsonl"));
    expect(rows.map((row) => row["lengths"])).toEqual([[-1, 2], [0, 4], null, [-1, 2], [2, 8]]);
    const manifest = await manifestIn(out);
    expect(manifest.stages.map(({ notes }) => notes)).toEqual([
      { model: "one", texts: 5 },
      { mean: 2 },
    ]);
    expect(manifest.outputs.map(({ path }) => path)).toContain("fitted/lengths.txt");
    expect(await readFile(join(out, "fitted", "lengths.txt"), "utf8")).toBe("of bytes");
  });

  test("goes on after an interruption only with what it began with, and counts all rows", async () => {
    const texts = Array.from({ length: 1000 }, (_, i) => ({ text: "x".repeat(1 + (i % 7)) }));
    const { file, out } = await input(texts);
    const plan = { inputs: [file], out, stages: [lengths] };
    const small = { shardBytes: 1, batchRows: 100 };
    const stop = new AbortController();
    let rows = 0;
    const progress = {
      ...silent,
      advance: (_: string, items: number) => void ((rows += items) > 500 && stop.abort()),
    };
    const stopped = runQuietly(plan, { ...small, progress, signal: stop.signal });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    model = "another";
    await expect(runQuietly(plan, { resume: true })).rejects.toMatchObject({
      name: "OptionError",
      rule: "a run goes on with the models and statistics that it began with",
    });
    model = "one";
    seen["test-lengths"] = [];
    await runQuietly(plan, { ...small, resume: true });
    const again = seen["test-lengths"].reduce((sum, count) => sum + count, 0);
    expect(again).toBeLessThan(texts.length);
    expect((await manifestIn(out)).stages[0]!.notes).toEqual({ model: "one", texts: texts.length });
    const written = await readJsonl(join(out, "data", "part-00000.jsonl"));
    expect(written.map((row) => row["lengths"])).toEqual(
      texts.map(({ text }) => [text.length, 2 * text.length]),
    );
  });

  test("replaces a column of the input where it stands", async () => {
    const { file, out } = await input([
      { v: [1, 9], text: "x" },
      { v: [3, 9], text: "y" },
    ]);
    const stage = { name: "test-centre", options: { column: "v" } };
    await runQuietly({ inputs: [file], out, stages: [stage] });
    expect(await readFile(join(out, "data", "part-00000.jsonl"), "utf8")).toBe(
      '{"v":[-1,9],"text":"x"}\n{"v":[1,9],"text":"y"}\n',
    );
  });

  test("shows its column to later stages that compare vectors", async () => {
    const { file, out } = await input(ROWS);
    shown.length = 0;
    const look = { name: "test-look", options: { vectors: "lengths" } };
    await runQuietly({ inputs: [file], out, stages: [lengths, look] });
    expect(shown).toEqual([vectorColumn(2, [[1, 2], [2, 4], null, [1, 2], [4, 8]])]);
  });

  test("of no rows leaves a file with its column", async () => {
    const { file, out } = await input([]);
    const csv = file.replace("jsonl", "csv");
    await writeFile(csv, "text\n");
    await runQuietly({ inputs: [csv], out, stages: [lengths], to: "arrow" });
    const { schema, rows } = await inspect(join(out, "data", "part-00000.arrow"));
    expect(rows).toBe(0);
    expect(schema.map(({ name }) => name)).toEqual(["text", "lengths"]);
  });
});

describe("a vector column", () => {
  const look = (rows: readonly object[]) => async (): Promise<void> => {
    const { file, out } = await input(rows);
    shown.length = 0;
    await runQuietly({ inputs: [file], out, stages: [{ name: "test-look", options: {} }] });
  };

  test("is of integers or floats, and null vectors are none", async () => {
    await look([{ v: [1, 2.5] }, { v: null }, { v: [4, 3] }])();
    expect(shown).toEqual([vectorColumn(2, [[1, 2.5], null, [4, 3]])]);
  });

  test("has NaN where a number in it is null", () => {
    const field = new Field("v", new List(new Field("item", new Int64(), true)), true);
    const schema = new Schema([field]);
    const v = vectorFromArray([[1n, 2n], null, [null, 3n]], field.type);
    const batch = new RecordBatch(
      schema,
      makeData({ type: new Struct(schema.fields), length: 3, children: [v.data[0]!] }),
    );
    const vectors = new VectorBatch(schema, "v", new Map());
    vectors.append(batch.slice(1), 1, "in.arrow");
    vectors.append(batch, 3, "in.arrow");
    expect(vectors.take()).toEqual(
      vectorColumn(2, [null, [Number.NaN, 3], [1, 2], null, [Number.NaN, 3]]),
    );
    expect(vectors.take().rowCount).toBe(0);
  });

  test.each<[string, object[], RegExp]>([
    ["ragged", [{ v: [1, 2] }, { v: [1] }], /Row 1 of "v" has 1 numbers, the rows before it 2/],
    ["empty", [{ v: [1] }, { v: [] }], /Row 1 of "v" has 0 numbers/],
    ["text", [{ v: "x" }], /Column "v" is Utf8, not vectors/],
    ["absent", [{ w: [1] }], /no column "v"/],
  ])("that is %s is refused", async (_, rows, message) => {
    await expect(look(rows)()).rejects.toThrow(message);
  });
});

test("a name is registered once", () => {
  expect(() => registerStage(stages[0]!)).toThrow('There is a stage "exact-dedup" already');
});
