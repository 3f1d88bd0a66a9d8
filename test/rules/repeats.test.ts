import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Float64, Utf8, vectorFromArray } from "apache-arrow";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Column } from "../../src/rules/column.ts";
import { columnKeys } from "../../src/rules/keys.ts";
import { Repeats } from "../../src/rules/repeats.ts";

async function repeatsOf(
  batches: readonly (readonly (string | null)[])[],
  memoryBytes: number,
): Promise<{ rows: [number, number][]; spilled: boolean; left: number }> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-repeats-"));
  const repeats = new Repeats(memoryBytes, async () => folder);
  const rows: [number, number][] = [];
  let firstRow = 0;
  for (const batch of batches) {
    const column = new Column("x", vectorFromArray(batch, new Utf8()).data[0]!);
    const { keys, present } = columnKeys([column]);
    const start = firstRow;
    await repeats.add(keys, present, start, (row, first) => rows.push([start + row, first]));
    firstRow += batch.length;
  }
  for await (const { row, first } of repeats.late()) rows.push([row, first]);
  const { spilled } = repeats;
  await repeats.close();
  const left = (await readdir(folder)).length;
  await rm(folder, { recursive: true });
  return { rows: rows.toSorted(([a], [b]) => a - b), spilled, left };
}

function oracle(batches: readonly (readonly (string | null)[])[]): [number, number][] {
  const seen = new Map<string, number>();
  return batches.flat().flatMap((value, row): [number, number][] => {
    if (value === null) return [];
    const first = seen.get(value);
    if (first !== undefined) return [[row, first]];
    seen.set(value, row);
    return [];
  });
}

test("repeats are those that a Map finds", async () => {
  const value = fc.option(fc.oneof(fc.string({ maxLength: 3 }), fc.string({ minLength: 14 })));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(value, { minLength: 1 })), async (batches) => {
      expect((await repeatsOf(batches, 2 ** 20)).rows).toEqual(oracle(batches));
    }),
    { numRuns: 50 },
  );
});

test("what does not fit into memory goes to files, and the repeats are the same", async () => {
  const batches = Array.from({ length: 20 }, (_, b) =>
    Array.from({ length: 1000 }, (__, i) => `row ${(b * 1000 + i * 7919) % 9001}`),
  );
  const found = await repeatsOf(batches, 1000);
  expect([found.spilled, found.left]).toEqual([true, 0]);
  expect(found.rows).toEqual(oracle(batches));
});

test("keys of numbers are equal where the numbers are", () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { minLength: 2, maxLength: 20 }), (numbers) => {
      const column = new Column("x", vectorFromArray(numbers, new Float64()).data[0]!);
      const { keys } = columnKeys([column]);
      const texts = numbers.map((_, row) => keys.subarray(row * 4, row * 4 + 4).join(" "));
      numbers.forEach((a, i) =>
        numbers.forEach((b, j) => {
          const same = a === b || (Number.isNaN(a) && Number.isNaN(b));
          expect(texts[i] === texts[j]).toBe(same);
        }),
      );
    }),
  );
});
