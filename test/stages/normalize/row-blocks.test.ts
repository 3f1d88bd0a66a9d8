import fc from "fast-check";
import { expect, test } from "vitest";
import { vectorColumn } from "../../../src/core/vector-column.ts";
import { finiteRows } from "../../../src/stages/normalize/finite-rows.ts";
import { RowBlocks } from "../../../src/stages/normalize/row-blocks.ts";

/** Numbers of a vector, so many that a block has only a few rows. */
const DIMS = 2 ** 19;
const BLOCK_ROWS = 4;

test("collects vectors into blocks of one size, whatever the batches", async () => {
  const batches = fc.array(fc.array(fc.boolean(), { maxLength: 9 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(batches, async (given) => {
      const blocks: number[][] = [];
      const collected = new RowBlocks(DIMS, 2, async (rows) => {
        blocks.push(Array.from({ length: rows.length / DIMS }, (_, row) => rows[row * DIMS]!));
      });
      let next = 0;
      const wanted: number[] = [];
      for (const batch of given) {
        const values = new Float32Array(batch.length * DIMS);
        batch.forEach((valid, row) => {
          values[row * DIMS] = next;
          if (valid) wanted.push(next);
          next++;
        });
        const column = { rowCount: batch.length, dims: DIMS, values };
        const valid = Uint8Array.from(batch, (one) => (one ? 1 : 0));
        await collected.append(batch.every(Boolean) ? column : { ...column, valid });
      }
      await collected.flush();
      expect(blocks.flat()).toEqual(wanted);
      expect(collected.rowCount).toBe(wanted.length);
      for (const block of blocks.slice(0, -1)) expect(block).toHaveLength(BLOCK_ROWS);
    }),
    { numRuns: 15 },
  );
});

test("rows that are not all finite can be left out", () => {
  const infinity = Number.POSITIVE_INFINITY;
  const whole = vectorColumn(2, [
    [1, 2],
    [3, 4],
  ]);
  expect(finiteRows(whole)).toEqual(whole);
  const holes = vectorColumn(2, [[1, 2], [Number.NaN, 1], null, [1, -infinity], [0, 0]]);
  const { valid } = holes;
  expect([...finiteRows(holes).valid!]).toEqual([1, 0, 0, 0, 1]);
  expect([...valid!]).toEqual([1, 1, 0, 1, 1]);
  expect([...finiteRows(vectorColumn(1, [[infinity], [1]])).valid!]).toEqual([0, 1]);
});
