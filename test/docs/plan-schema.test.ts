import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { planSchema } from "../../scripts/plan-schema.ts";
import { parsePlan, printPlan } from "../../src/pipeline/yaml.ts";
import { stages } from "../../src/stages/index.ts";
import { accepts } from "../support/json-schema.ts";

const schema = planSchema();
const plan = { inputs: ["a.jsonl"], out: "out" };
const fuzzy = (options: object): object => ({
  ...plan,
  stages: [{ "fuzzy-dedup": { column: "text", ...options } }],
});

function parses(value: unknown): boolean {
  try {
    parsePlan(stringify(value));
    return true;
  } catch {
    return false;
  }
}

test.each([
  ["files alone", plan],
  ["one input as a text", { ...plan, inputs: "a.jsonl" }],
  ["a stage by name", { ...plan, stages: ["exact-dedup"] }],
  ["a stage without options", { ...plan, stages: [{ "exact-dedup": null }] }],
  ["the other name of an option", { ...plan, stages: [{ "exact-dedup": { column: "text" } }] }],
  ["options", fuzzy({ threshold: 0.7, unit: "word", keep: "longest", normalize: ["case"] })],
  ["one text for a list of it", fuzzy({ normalize: "case" })],
  ["a device", { ...plan, device: { prefer: "wasm", threads: 2, memoryFraction: 0.25 } }],
  ["everything else", { ...plan, format: "csv", to: "parquet", strict: true, skipBadFiles: false }],
])("%s is a plan, and the schema says so", (_, value) => {
  expect([parses(value), accepts(schema, value)]).toEqual([true, true]);
});

test.each([
  ["a list", []],
  ["no inputs", { out: "out" }],
  ["an empty list of inputs", { ...plan, inputs: [] }],
  ["no folder for the results", { inputs: ["a.jsonl"] }],
  ["an unknown key", { ...plan, output: "out" }],
  ["an unknown stage", { ...plan, stages: ["fuzy-dedup"] }],
  ["stages that are no list", { ...plan, stages: "exact-dedup" }],
  ["two stages in one", { ...plan, stages: [{ "exact-dedup": {}, "fuzzy-dedup": {} }] }],
  ["options that are a number", { ...plan, stages: [{ "exact-dedup": 3 }] }],
  ["a number for a list", fuzzy({ normalize: 3 })],
  ["an unknown option", fuzzy({ treshold: 0.8 })],
  ["a number out of range", fuzzy({ threshold: 1.5 })],
  ["a fraction for a whole number", fuzzy({ bands: 2.5 })],
  ["a text for a number", fuzzy({ threshold: "0.8" })],
  ["a value that is not listed", fuzzy({ unit: "sentence" })],
  ["a number for a list", fuzzy({ normalize: 3 })],
  ["a text for true or false", { ...plan, strict: "yes" }],
  ["an unknown device", { ...plan, device: { prefer: "quantum" } }],
  ["an unknown key of the device", { ...plan, device: { name: "wasm" } }],
  ["no threads", { ...plan, device: { threads: 0 } }],
])("%s is no plan, and the schema says so", (_, value) => {
  expect([parses(value), accepts(schema, value)]).toEqual([false, false]);
});

describe("any plan", () => {
  const anything = fc.oneof(
    fc.constantFrom<unknown>("text", "", "char", "word", "kept", "first", "nfc", null, true, false),
    fc.constantFrom<unknown>(-1, 0, 0.1, 0.8, 1, 1.5, 2, 16, 64, 128, 512, 513),
    fc.array(fc.constantFrom("text", "nfc", "case"), { maxLength: 2 }),
  );
  const names = [...new Set(stages.flatMap(({ options }) => Object.keys(options)))];
  const options = fc.dictionary(fc.constantFrom(...names, "other"), anything, { maxKeys: 3 });
  const stage = fc
    .tuple(fc.constantFrom(...stages.map(({ name }) => name)), options)
    .map(([name, given]) => ({
      [name]: { ...(name === "fuzzy-dedup" && { column: "text" }), ...given },
    }));
  const plans = fc.record({
    inputs: fc.constant(["a.jsonl"]),
    out: fc.constant("out"),
    stages: fc.array(stage, { maxLength: 2 }),
  });

  test("that Sluice accepts is one that the schema accepts", () => {
    fc.assert(
      fc.property(plans, (value) => {
        if (parses(value)) expect(accepts(schema, value), JSON.stringify(value)).toBe(true);
      }),
    );
  });

  test("that is printed is read back as it was", () => {
    fc.assert(
      fc.property(plans.filter(parses), (value) => {
        const parsed = parsePlan(stringify(value)).plan;
        expect(parsePlan(printPlan(parsed)).plan).toEqual(parsed);
      }),
    );
  });
});
