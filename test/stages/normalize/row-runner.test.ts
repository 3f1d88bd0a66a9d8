import { expect, test } from "vitest";
import { openCpu } from "../../../src/backends/cpu/index.ts";
import { OutOfMemoryError } from "../../../src/core/errors.ts";
import { f32Output } from "../../../src/graph/outputs.ts";
import { normalizeRows } from "../../../src/ops/normalize-rows.ts";
import { RowRunner } from "../../../src/stages/normalize/row-runner.ts";

const DIMS = 2;

/** Scales rows to length 1 in so many bytes; the rows of each part. */
async function partsOf(budgetBytes: number, rows: number, tile: number) {
  await using device = openCpu({ budgetBytes });
  await using runner = new RowRunner(
    device,
    DIMS,
    (graph, values, { rows: count }) => {
      const result = normalizeRows(graph, values, { rows: count, dims: DIMS }, { unit: true });
      graph.output("result", result, (variables) => variables["rows"]! * DIMS);
    },
    tile,
  );
  const values = Float32Array.from({ length: rows * DIMS }, (_, i) => (i % 2 === 0 ? 3 : 4));
  const parts = (await runner.run(values)).map((outputs) => f32Output(outputs, "result"));
  const all = parts.flatMap((part) => [...part]);
  expect(all).toEqual(Array.from(values, (value) => Math.fround(value / 5)));
  return { sizes: parts.map(({ length }) => length / DIMS), splits: device.memory.splits };
}

test("runs all rows at once where they fit", async () => {
  expect(await partsOf(2 ** 20, 1000, 1)).toEqual({ sizes: [1000], splits: 0 });
  expect(await partsOf(2 ** 20, 0, 1)).toEqual({ sizes: [], splits: 0 });
});

test("halves the rows until they fit, whole tiles together", async () => {
  // Values and results of 300 rows take 4800 bytes, and 768 are of the constants.
  const { sizes, splits } = await partsOf(5700, 1000, 100);
  expect(sizes.every((size) => size % 100 === 0)).toBe(true);
  expect(Math.max(...sizes)).toBeLessThan(500);
  expect(splits).toBeGreaterThan(0);
});

test("refuses a tile that does not fit", async () => {
  await expect(partsOf(3000, 1000, 500)).rejects.toThrow(OutOfMemoryError);
});
