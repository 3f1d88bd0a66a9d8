import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ValidationSchema } from "../../src/pipeline/validate/schema.ts";
import { validate } from "../../src/pipeline/validate/validate.ts";
import { loadValidators, parseSchema } from "../../src/pipeline/validate/yaml.ts";
import { registerValidator } from "../../src/rules/index.ts";
import { defineRule } from "../../src/rules/rule.ts";
import { readJsonl, readRows, tempFolder, writeJsonl } from "../support/temp.ts";

const ROWS = [
  { id: 1, score: 0.5, lang: "en" },
  { id: 2, score: 1.5, lang: "xx" },
  { id: 2, score: 0.25, lang: "de" },
  { id: 4, score: null, lang: "de" },
  { id: 5, score: 1, lang: "en" },
];

const SCHEMA: ValidationSchema = {
  columns: {
    id: { type: "Int64", unique: true },
    score: { range: { min: 0, max: 1 }, nullable: false },
    lang: { oneOf: ["en", "de"] },
  },
};

async function rowsFile(rows: readonly object[] = ROWS): Promise<{ folder: string; file: string }> {
  const folder = await tempFolder();
  const file = join(folder, "rows.jsonl");
  await writeJsonl(file, rows);
  return { folder, file };
}

describe("validate", () => {
  test("names the column, the rule, the row and the value of each violation", async () => {
    const { file } = await rowsFile();
    const { valid, violations, counts } = await validate([file], SCHEMA);
    expect(valid).toBe(false);
    expect(violations).toEqual([
      {
        column: "id",
        rule: "unique",
        row: 2,
        source: file,
        value: "2",
        message: "it repeats row 1; it is 2",
      },
      {
        column: "score",
        rule: "range",
        row: 1,
        source: file,
        value: "1.5",
        message: "the value must be at least 0 and at most 1; it is 1.5",
      },
      {
        column: "score",
        rule: "nullable",
        row: 3,
        source: file,
        value: "null",
        message: "the value is missing; it is null",
      },
      {
        column: "lang",
        rule: "oneOf",
        row: 1,
        source: file,
        value: '"xx"',
        message: 'the value must be one of en, de; it is "xx"',
      },
    ]);
    expect(counts).toMatchObject({ rows: 5, rowsOut: 2, rejected: 3, violations: 4 });
  });

  test("is content where no rule is broken", async () => {
    const { file } = await rowsFile([ROWS[0]!, ROWS[4]!]);
    expect(await validate([file], SCHEMA)).toMatchObject({
      valid: true,
      violations: [],
      counts: { rows: 2, rowsOut: 2, rejected: 0, violations: 0, rules: [] },
      outputs: {},
    });
  });

  test("lists a part and counts all", async () => {
    const { file } = await rowsFile(Array.from({ length: 50 }, (_, id) => ({ id, score: 2 })));
    const schema = { columns: { score: { range: { max: 1 } }, id: {} } };
    const { violations, counts } = await validate([file], schema, { limit: 3 });
    expect(violations.map(({ row }) => row)).toEqual([0, 1, 2]);
    expect(counts.rules).toEqual([{ column: "score", rule: "range", violations: 50 }]);
  });

  test("counts rows of each file from 0, and repeats across files", async () => {
    const { folder, file } = await rowsFile();
    const second = join(folder, "second.jsonl");
    await writeJsonl(second, [{ id: 9, score: 0, lang: "en" }, ROWS[0]!]);
    const { violations } = await validate([file, second], SCHEMA);
    expect(violations.find(({ source }) => source === second)).toMatchObject({
      row: 1,
      message: `it repeats row 0 of ${file}; it is 1`,
    });
  });

  test("puts every row in one place, in the order of the input", async () => {
    const { folder, file } = await rowsFile();
    await writeFile(
      file,
      `${ROWS.slice(0, 3)
        .map((row) => JSON.stringify(row))
        .join("\n")}\noops\n${JSON.stringify(ROWS[4])}\n`,
    );
    const out = join(folder, "out");
    const { counts, outputs } = await validate([file], SCHEMA, { out });
    expect(counts).toMatchObject({ rows: 5, rowsOut: 2, rejected: 3 });
    expect(readdirSync(out).toSorted()).toEqual([
      "data",
      "rejected.parquet",
      "report.html",
      "validation.json",
    ]);
    expect(readFileSync(outputs["report"]!, "utf8")).toContain("rules are broken, in 3 rows.");
    expect(await readJsonl(join(outputs["data"]!, "part-00000.jsonl"))).toEqual([ROWS[0], ROWS[4]]);
    const rejected = await readRows(outputs["rejected"]!);
    expect(
      rejected.map(({ row_index, stage, reason }) => [Number(row_index), stage, reason]),
    ).toEqual([
      [1, "validate", 'score: range min 0, max 1, it is 1.5; lang: oneOf en,de, it is "xx"'],
      [2, "validate", "id: unique, it is 2"],
      [3, "read", "is not valid JSON, at byte 100"],
    ]);
    expect(rejected.map(({ row }) => (row as { lang: string } | null)?.lang)).toEqual([
      "xx",
      "de",
      undefined,
    ]);
  });

  test("does not touch a folder that holds something", async () => {
    const { folder, file } = await rowsFile();
    await expect(validate([file], SCHEMA, { out: folder })).rejects.toThrow("is not empty");
    await validate([file], SCHEMA, { out: folder, force: true });
    expect(existsSync(join(folder, "data"))).toBe(true);
  });

  test("leaves nothing behind where it fails", async () => {
    const { folder } = await rowsFile();
    const file = join(folder, "cut.parquet");
    await writeFile(file, "PAR1 and no footer");
    const out = join(folder, "out");
    await expect(validate([file], SCHEMA, { out })).rejects.toThrow();
    expect(existsSync(out)).toBe(false);
  });

  test("what it lets through is valid, and in = out + rejected, whatever the rows", async () => {
    const { folder } = await rowsFile();
    const row = fc.record(
      {
        id: fc.integer({ min: 0, max: 6 }),
        score: fc.option(fc.double({ min: -1, max: 2, noNaN: true })),
        lang: fc.option(fc.constantFrom("en", "de", "fr")),
        t: fc.integer({ min: 0, max: 20 }),
      },
      { requiredKeys: ["id", "score", "lang", "t"] },
    );
    const schema: ValidationSchema = {
      columns: {
        id: { unique: true },
        t: { increasing: { strict: true } },
        score: { range: { min: 0, max: 1 } },
        lang: { oneOf: ["en", "de"], nullable: false },
      },
      rows: [{ expression: "t >= id || score > 0.5" }],
    };
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        const place = join(folder, `${run++}`);
        await mkdir(place);
        const file = join(place, "in.jsonl");
        // The first row gives every column its type.
        await writeJsonl(file, [{ id: 99, score: 0.5, lang: "en", t: -1 }, ...rows]);
        const out = join(place, "out");
        const { counts } = await validate([file], schema, { out });
        const kept = await readJsonl(join(out, "data", "part-00000.jsonl"));
        const rejected = await readRows(join(out, "rejected.parquet"));
        expect(kept.length + rejected.length).toBe(rows.length + 1);
        expect([kept.length, rejected.length]).toEqual([counts.rowsOut, counts.rejected]);
        if (kept.length === 0) return;
        expect((await validate([join(out, "data")], schema)).violations).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test("takes a column without values for one of any type", async () => {
    const { file } = await rowsFile([
      { a: null, b: 1 },
      { a: null, b: 2 },
    ]);
    const schema = {
      columns: { a: { type: "Float64", range: { min: 0 }, shape: 3 } },
      rows: [{ expression: "a > b || -a < 0 || a[0] == 1 || norm(a) > 1 || b > 0" }],
    };
    expect((await validate([file], schema)).violations).toEqual([]);
    const strict = { columns: { a: { nullable: false } } };
    expect((await validate([file], strict)).counts.rejected).toBe(2);
  });

  test("is told of columns that came, went, changed their type or have gaps now", async () => {
    const { file } = await rowsFile([
      { a: 1.5, b: "x", d: null },
      { a: 2, b: "y", d: "z" },
    ]);
    const columns = { a: { type: "Int64" }, c: {}, d: { nullable: false } };
    const { schema, violations } = await validate([file], { columns });
    expect(schema).toEqual({
      added: ["b"],
      removed: ["c"],
      retyped: [{ column: "a", from: "Int64", to: "Float64" }],
      nullable: ["d"],
    });
    expect(violations.map(({ column, rule }) => `${column} ${rule}`)).toEqual([
      "a type",
      "c required",
      "d nullable",
    ]);
  });

  test("keys of another file are looked up, beside the schema", async () => {
    const { folder, file } = await rowsFile();
    await writeJsonl(join(folder, "langs.jsonl"), [{ code: "en" }, { code: "fr" }]);
    const yaml = "columns:\n  lang: { foreignKey: { file: langs.jsonl, column: code } }";
    const { violations } = await validate([file], await parseSchema(yaml, folder));
    expect(violations.map(({ row }) => row)).toEqual([1, 2, 3]);
  });

  test("takes rules of your own, by name", async () => {
    const { file } = await rowsFile();
    registerValidator(
      defineRule({
        scope: "value",
        name: "even",
        doc: "Numbers are even",
        options: {},
        judge: (value) => (Number(value) % 2 === 0 ? undefined : "the number is odd"),
      }),
    );
    const { violations } = await validate([file], { columns: { id: { custom: { even: {} } } } });
    expect(violations.map(({ rule, row, message }) => [rule, row, message])).toEqual([
      ["even", 0, "the number is odd; it is 1"],
      ["even", 4, "the number is odd; it is 5"],
    ]);
  });

  test("takes rules from a plugin that the schema names", async () => {
    const { folder, file } = await rowsFile();
    await writeFile(
      join(folder, "rules.mjs"),
      `export default [{ scope: "value", name: "short", doc: "Texts are short", options: {},
        judge: (text) => text === "xx" ? "too much of it" : undefined }];`,
    );
    const yaml = "plugins: rules.mjs\ncolumns:\n  lang: { custom: { short: {} } }";
    const { violations } = await validate([file], await parseSchema(yaml, folder));
    expect(violations.map(({ row }) => row)).toEqual([1]);
  });

  test("says what is wrong with a plugin", async () => {
    const { folder } = await rowsFile();
    await writeFile(join(folder, "empty.mjs"), "export const a = 1;");
    await expect(loadValidators(join(folder, "empty.mjs"))).rejects.toThrow("exports no rules");
    await expect(loadValidators(join(folder, "none.mjs"))).rejects.toThrow("cannot be loaded");
  });

  test("stops when it is told to", async () => {
    const { file } = await rowsFile();
    await expect(validate([file], SCHEMA, { signal: AbortSignal.abort() })).rejects.toThrow(
      "abort",
    );
  });
});

describe("a schema", () => {
  test.each([
    ["columns: { a: { rnge: { min: 1 } } }", "did you mean range"],
    ["columns: { a: { range: { mn: 1 } } }", "did you mean min"],
    ["columns: { a: { range: {} } }", "needs at least one of min, max, above and below"],
    ["columns: { a: { range: 3 } }", "must be a mapping"],
    ["columns: { a: { pattern: '(' } }", "a regular expression that compiles"],
    ["columns: { a: { custom: { nope: {} } } }", 'no custom rule "nope"'],
    ["columns: [a]", "columns must be a mapping"],
    ["rows: { expression: a > 1 }", "rows must be a list"],
    ["rows: [{ expression: a > 1, unique: [a] }]", "must be one rule; it is 2"],
    ["colums: {}", 'There is no "colums"'],
    ["- a", "A schema must be a mapping"],
    ["a: [", "Flow sequence"],
  ])("%s is refused, and says why", async (yaml, reason) => {
    const error: unknown = await parseSchema(yaml).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(Error);
    const { message, fix = "", rule = "" } = error as Error & { fix?: string; rule?: string };
    expect(`${message} ${rule} ${fix}`).toContain(reason);
  });
});

const shared =
  process.env["SLUICE_SHARED_DATA"] ??
  fileURLToPath(new URL("../../../shared/data", import.meta.url));

describe.skipIf(!existsSync(shared))("a robot data set that others made", () => {
  test("keeps to what is known of it", async () => {
    const yaml = `
columns:
  observation.state: { type: vector, shape: 44, finite: true, nullable: false }
  action: { shape: 44 }
  timestamp: { increasing: { strict: true, per: episode_index }, range: { min: 0 } }
  index: { unique: true, increasing: { strict: true } }
  episode_index: { oneOf: [0, 1, 2, 3, 4] }
rows:
  - expression: length(action) == length(observation.state)
  - unique: [episode_index, timestamp]
dataset: { rowCount: { min: 2096, max: 2096 } }`;
    const folder = join(shared, "lerobot", "gr00t_pick_n_place");
    const { valid, violations, counts } = await validate([folder], await parseSchema(yaml));
    expect(violations).toEqual([]);
    expect([valid, counts.rows]).toEqual([true, 2096]);
  });
});
