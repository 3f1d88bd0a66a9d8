import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { variable } from "../../src/graph/scalar.ts";
import {
  columnGrid,
  columnSums,
  doubleProducts,
  gridWords,
} from "../../src/ops/double-products.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";

const MOST = { rows: 64, columns: 12 };

/** Products below it are no longer told apart. */
const LEAST = 2 ** -1060;

/** Columns of one length about any place, of any size. */
const anyColumns = fc
  .record({
    rows: fc.integer({ min: 1, max: MOST.rows }),
    columns: fc.array(
      fc.record({
        values: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 }),
        scale: fc.integer({ min: -200, max: 200 }),
        place: fc.constantFrom(0, 0, 1, -1000),
      }),
      { minLength: 1, maxLength: MOST.columns },
    ),
  })
  .map(({ rows, columns }) =>
    columns.map(({ values, scale, place }) =>
      Float64Array.from(
        { length: rows },
        (_, row) => (values[row % values.length]! + place) * 2 ** scale,
      ),
    ),
  );

describe.each(openTestDevices())("doubleProducts on %s", (_, open) => {
  const run = opRunner(open, (graph) => {
    const size = { rows: variable("rows"), columns: variable("columns") };
    const { products, length } = doubleProducts(graph, MOST, size);
    graph.output("products", products, length);
  });

  test("sums up as plain products do, but for 2^-41 of each column's range", async () => {
    await fc.assert(
      fc.asyncProperty(anyColumns, async (columns) => {
        const rows = columns[0]!.length;
        const grids = columns.map((column) => columnGrid(Math.min(...column), Math.max(...column)));
        const values = new Uint32Array(
          Float64Array.from(columns.flatMap((column) => [...column])).buffer,
        );
        const size = { rows, columns: columns.length };
        const { products } = await run({ values, grids: gridWords(grids) }, size);
        const found = columnSums(products!, grids);
        const away = columns.map((column, c) => column.map((value) => value - found.zeros[c]!));
        // The zero is in the middle, and a place below it is rounded down to a width of the grid.
        const reach = away.map((column) => Math.max(...column.map(Math.abs)));
        const off = grids.map(({ width }) => 2 ** width);
        for (let i = 0; i < columns.length; i++) {
          const sum = away[i]!.reduce((all, value) => all + value, 0);
          expect(Math.abs(found.sums[i]! - sum)).toBeLessThanOrEqual(
            rows * (2 * off[i]! + 2 ** -48 * reach[i]!),
          );
          for (let j = i; j < columns.length; j++) {
            const product = away[i]!.reduce((all, value, row) => all + value * away[j]![row]!, 0);
            const error = off[i]! * (reach[j]! + off[j]!) + off[j]! * (reach[i]! + off[i]!);
            expect(Math.abs(found.products[i * columns.length + j]! - product)).toBeLessThanOrEqual(
              rows * (2 * error + 2 ** -48 * reach[i]! * reach[j]! + LEAST),
            );
          }
        }
      }),
    );
  });
});

describe("the grid of a column", () => {
  test.each([
    [-1, 1, { width: -40, zero: 0n }],
    [0, 2 ** 42 - 1, { width: 0, zero: 2n ** 41n }],
    [0, 2 ** 42, { width: 1, zero: 2n ** 40n }],
    [5, 5, { width: -50, zero: 5n * 2n ** 50n }],
    [0, 0, { width: -1024, zero: 0n }],
  ])("from %d to %d is the finest with 42 bits between", (min, max, grid) => {
    expect(columnGrid(min, max)).toEqual(grid);
  });
});
