import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { accepts } from "../support/json-schema.ts";
import { profileOf, profiles, recording } from "../support/profile-fixture.ts";

const schema = JSON.parse(readFileSync("docs/profile.schema.json", "utf8")) as Record<
  string,
  unknown
>;

/** As it is written and read again. */
const written = (value: unknown): Record<string, unknown> =>
  JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

test("every profile is as its schema says", async () => {
  const all = Object.values(await profiles()).flat();
  const odd = await profileOf([
    { list: [1, 2], texts: ["a"], none: null, deep: { a: 1, b: "x" } },
    { list: [3], texts: [], none: null, deep: { a: 2, b: null } },
  ]);
  for (const found of [...all, odd]) if (found) expect(accepts(schema, written(found))).toBe(true);
});

test("what is added, left out or of another type is refused", async () => {
  const found = written(await profileOf(recording(50)));
  expect(accepts(schema, found)).toBe(true);
  expect(accepts(schema, { ...found, more: 1 })).toBe(false);
  expect(accepts(schema, { ...found, version: 2 })).toBe(false);
  expect(accepts(schema, { ...found, rows: "50" })).toBe(false);
  const { alerts: _, ...rest } = found;
  expect(accepts(schema, rest)).toBe(false);
  const columns = found["columns"] as Record<string, object>;
  expect(accepts(schema, { ...found, columns: { ...columns, x: { kind: "number" } } })).toBe(false);
});
