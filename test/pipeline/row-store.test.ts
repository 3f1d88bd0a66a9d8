import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { textBytes, textColumn } from "../../src/core/text-column.ts";
import { RowIndex } from "../../src/pipeline/row-index.ts";
import { RowStore } from "../../src/pipeline/row-store.ts";
import { tempFolder } from "../support/temp.ts";

const TEXTS = Array.from({ length: 500 }, (_, i) => `row ${i} `.repeat(i % 7));

/** Appends the texts in batches of 13 with two stages, which share the texts in even batches. */
async function fill(store: RowStore, from = 0): Promise<void> {
  for (let start = from; start < TEXTS.length; start += 13) {
    const rows = TEXTS.slice(start, start + 13);
    const index = new RowIndex();
    index.add(0, start, rows.length, []);
    const texts = textColumn(rows);
    const other = start % 2 === 0 ? texts : textColumn(rows.map((text) => text.toUpperCase()));
    const state = { number: Uint32Array.from(rows, (_, i) => start + i) };
    const next = { source: 0, rowIndex: start + rows.length };
    await store.append(
      index,
      [
        { state, texts },
        { state: {}, texts: other },
      ],
      {},
      next,
    );
  }
}

async function textsOf(store: RowStore, stage: number, rows: number[]): Promise<string[]> {
  const column = await store.states(stage).texts(Uint32Array.from(rows));
  const bytes = textBytes(column);
  return rows.map((_, i) =>
    new TextDecoder().decode(bytes.subarray(column.offsets[i], column.offsets[i + 1])),
  );
}

describe.each([
  ["in memory", Number.POSITIVE_INFINITY],
  ["in shards on disk", 2000],
])("a row store %s", (_, shardBytes) => {
  test("gives back what was put in, by column and by row", async () => {
    const store = new RowStore(await tempFolder(), shardBytes);
    await fill(store);
    store.seal();
    expect(store.index.rowCount).toBe(TEXTS.length);
    expect([...(await store.states(0).column("number"))]).toEqual(TEXTS.map((__, i) => i));
    expect([...(await store.states(0).textLengths())]).toEqual(TEXTS.map((text) => text.length));
    for (const rows of [[], [0], [499], [0, 1, 2, 250, 251, 499], TEXTS.map((__, i) => i)]) {
      expect(await textsOf(store, 0, rows)).toEqual(rows.map((row) => TEXTS[row]));
      const upper = rows.map((row) =>
        Math.floor(row / 13) % 2 === 0 ? TEXTS[row]! : TEXTS[row]!.toUpperCase(),
      );
      expect(await textsOf(store, 1, rows)).toEqual(upper);
    }
    await store.close();
  });

  test("gives columns in stretches that follow each other", async () => {
    const store = new RowStore(await tempFolder(), shardBytes);
    await fill(store);
    store.seal();
    const numbers: number[] = [];
    for await (const { start, rowCount, columns } of store.states(0).stretches(["number"])) {
      expect(start).toBe(numbers.length);
      expect(columns[0]!.length).toBe(rowCount);
      numbers.push(...columns[0]!);
    }
    expect(numbers).toEqual(TEXTS.map((__, i) => i));
    await store.close();
  });

  test("says which of two rows each differ in their texts", async () => {
    const store = new RowStore(await tempFolder(), shardBytes);
    await fill(store);
    store.seal();
    const left = TEXTS.map((__, i) => i);
    for (const step of [1, 7, 13, 26, 491]) {
      const right = left.map((row) => (row * step) % TEXTS.length);
      for (const stage of [0, 1]) {
        const lefts = await textsOf(store, stage, left);
        const expected = left.filter((row) => lefts[row] !== lefts[right[row]!]);
        const states = store.states(stage);
        const found = await states.differing(Uint32Array.from(left), Uint32Array.from(right));
        expect([...found]).toEqual(expected);
        if (step > 1) expect(expected.length).toBeGreaterThan(300);
        expect(expected.length).toBeLessThan(step === 1 ? 1 : TEXTS.length);
      }
    }
    await store.close();
  });
});

test("a row store goes on from the shards of a stopped run", async () => {
  const folder = await tempFolder();
  const first = new RowStore(folder, 2000);
  await fill(first);
  await first.close();
  expect((await readdir(folder)).length).toBeGreaterThan(3);
  const second = new RowStore(folder, 2000);
  const next = await second.resume();
  expect(next.rowIndex).toBeGreaterThan(0);
  expect(next.rowIndex).toBe(second.index.rowCount);
  await fill(second, next.rowIndex);
  second.seal();
  expect(
    await textsOf(
      second,
      0,
      TEXTS.map((_, i) => i),
    ),
  ).toEqual(TEXTS);
  await second.close();
});
