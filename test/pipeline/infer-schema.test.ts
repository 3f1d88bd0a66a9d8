import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  Int64,
  makeData,
  makeVector,
  Table,
  tableToIPC,
  TimestampMicrosecond,
  TimestampNanosecond,
} from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inferSchema } from "../../src/pipeline/validate/infer.ts";
import { validate } from "../../src/pipeline/validate/validate.ts";
import { parseSchema } from "../../src/pipeline/validate/yaml.ts";
import { tempFolder, writeJsonl } from "../support/temp.ts";

describe("an inferred schema", () => {
  test("holds for what it was inferred from, also with all that it suggests", async () => {
    const folder = await tempFolder();
    const scalar = fc.option(
      fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    );
    const row = fc.record({
      n: scalar,
      s: fc.option(fc.string()),
      v: fc.option(fc.array(fc.integer(), { maxLength: 3 })),
      "odd: name": fc.boolean(),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1 }), async (rows) => {
        const file = join(folder, `infer-${run++}.jsonl`);
        await writeJsonl(file, rows);
        const text = await inferSchema([file]);
        for (const yaml of [text, text.replaceAll(/^( +)# (?=\w+:)/gm, "$1")]) {
          const { violations } = await validate([file], await parseSchema(yaml));
          expect(violations, yaml).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("holds for times and whole numbers that are finer than doubles", async () => {
    const folder = await tempFolder();
    const file = join(folder, "fine.arrow");
    const base = 1_767_225_600_123_456n;
    const data = (values: readonly bigint[]) => ({ data: BigInt64Array.from(values), length: 4 });
    const table = new Table({
      micros: makeVector(
        makeData({
          type: new TimestampMicrosecond(),
          ...data([base, base + 1n, base + 1001n, base]),
        }),
      ),
      nanos: makeVector(
        makeData({
          type: new TimestampNanosecond(),
          ...data([base * 1000n, base * 1000n + 1n, base * 1000n + 1000n, base * 1000n + 2000n]),
        }),
      ),
      wholes: makeVector(
        makeData({
          type: new Int64(),
          ...data([2n ** 60n + 1n, 2n ** 60n + 3n, 2n ** 60n + 2n, -(2n ** 61n) - 1n]),
        }),
      ),
    });
    await writeFile(file, tableToIPC(table, "file"));
    const text = (await inferSchema([file])).replaceAll(/^( +)# (?=\w+:)/gm, "$1");
    expect(text).toContain("to: 2026-01-01T00:00:00.125Z");
    expect(text).toContain("increasing: { strict: true }");
    expect((await validate([file], await parseSchema(text))).violations, text).toEqual([]);
  });

  test("says what it has seen", async () => {
    const rows = Array.from({ length: 120 }, (_, id) => ({
      id,
      kind: id % 2 === 0 ? "a" : "b",
      score: id === 7 ? null : id / 100,
      v: [id, -id],
    }));
    const file = await writeJsonl(join(await tempFolder(), "rows.jsonl"), rows);
    expect((await inferSchema([file])).replace(file, "FILE")).toBe(`\
# yaml-language-server: $schema=./node_modules/sluice/docs/validation.schema.json
# Seen: 120 rows in FILE.
# Rules that are commented out hold for these data; take in those that must hold for all.

columns:
  id:
    type: Int64
    nullable: false
    # range: { min: 0, max: 119 }
    # unique: true
    # increasing: { strict: true }
  kind:
    type: Utf8
    nullable: false
    oneOf: [ a, b ]
    # length: { min: 1, max: 1 }
  score:
    type: Float64
    nullable: true # 1 of 120 are missing
    finite: true
    # range: { min: 0, max: 1.19 }
    # increasing: { strict: true }
  v:
    type: List<Float64>
    nullable: false
    finite: true
    shape: 2
    # range: { min: -119, max: 119 }

dataset:
  onlyDeclared: true
  # rowCount: { min: 120 }
`);
  });
});
