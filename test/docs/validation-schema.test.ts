import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { validationSchema } from "../../scripts/validation-schema.ts";
import { parseSchema } from "../../src/pipeline/validate/yaml.ts";
import { placeOf, rules } from "../../src/rules/index.ts";
import { accepts } from "../support/json-schema.ts";

const schema = validationSchema();

async function parses(value: unknown): Promise<boolean> {
  try {
    await parseSchema(stringify(value));
    return true;
  } catch {
    return false;
  }
}

const column = (x: object): object => ({ columns: { x } });

test.each([
  ["nothing", {}],
  ["a column without rules", { columns: { x: null } }],
  ["a short form", column({ shape: 44 })],
  ["a list as a short form", column({ shape: [16, 7] })],
  ["numbers and truth in a list", column({ oneOf: [1, "a", true] })],
  ["options", column({ range: { min: 0, above: -1.5 }, increasing: { per: "episode" } })],
  ["rules on rows", { rows: [{ expression: "a > 1" }, { unique: ["a", "b"] }] }],
  ["rules on the data set", { dataset: { rowCount: { min: 1 }, onlyDeclared: true } }],
])("%s is a schema, and the schema of schemas says so", async (_, value) => {
  expect([await parses(value), accepts(schema, value)]).toEqual([true, true]);
});

test.each([
  ["a list", []],
  ["an unknown key", { colums: {} }],
  ["columns in a list", { columns: ["x"] }],
  ["an unknown rule", column({ rnge: { min: 1 } })],
  ["an unknown option", column({ range: { least: 1 } })],
  ["a text for a number", column({ range: { min: "1" } })],
  ["a number for true or false", column({ unique: 1 })],
  ["a rule on rows that is a column's", { rows: [{ range: { min: 1 } }] }],
  ["two rules in one item", { rows: [{ expression: "a > 1", unique: ["a"] }] }],
  ["less than no rows", { dataset: { rowCount: { min: -1 } } }],
])("%s is no schema, and the schema of schemas says so", async (_, value) => {
  expect([await parses(value), accepts(schema, value)]).toEqual([false, false]);
});

test("the schema in the documents is one", async () => {
  const [, text] = /```yaml\n([^]*?)```/.exec(readFileSync("docs/validate.md", "utf8"))!;
  const { columns } = await parseSchema(text!);
  expect(Object.keys(columns!)).toContain("state");
  expect(accepts(schema, parse(text!))).toBe(true);
});

test("what Sluice accepts, the schema of schemas accepts", async () => {
  const anything = fc.oneof(
    fc.constantFrom<unknown>("a", "", "Int64", "a > 1", null, true, false, 0, 1, 2.5, -1),
    fc.array(fc.constantFrom<unknown>("a", 1, true), { maxLength: 2 }),
    fc.dictionary(
      fc.constantFrom(...new Set(rules.flatMap(({ options }) => Object.keys(options)))),
      fc.constantFrom<unknown>("a", 1, 0.5, true, "2026-01-31", ["a"], [1]),
      { maxKeys: 2 },
    ),
  );
  const at = (place: string) =>
    fc.dictionary(
      fc.constantFrom(...rules.filter((rule) => placeOf(rule) === place).map(({ name }) => name)),
      anything,
      { maxKeys: 2 },
    );
  const schemas = fc.record(
    {
      columns: fc.record({ x: at("columns") }),
      rows: fc.array(at("rows"), { maxLength: 2 }),
      dataset: at("dataset"),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(schemas, async (value) => {
      if (await parses(value)) expect(accepts(schema, value), JSON.stringify(value)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
