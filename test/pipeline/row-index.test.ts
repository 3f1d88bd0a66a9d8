import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RowIndex, rowId } from "../../src/pipeline/row-index.ts";

describe("a row index", () => {
  test("places dense rows around the bad ones of their source", () => {
    const index = new RowIndex();
    index.add(0, 0, 3, [{ rowIndex: 1, reason: "bad" }]);
    index.add(0, 4, 2, []);
    index.add(2, 0, 1, [{ rowIndex: 0, reason: "worse" }]);
    expect(Array.from({ length: index.rowCount }, (_, row) => index.place(row))).toEqual(
      [
        [0, 0],
        [0, 2],
        [0, 3],
        [0, 4],
        [0, 5],
        [2, 1],
      ].map(([source, rowIndex]) => ({ source, rowIndex })),
    );
    expect(index.rejected).toEqual([
      { source: 0, rowIndex: 1, reason: "bad" },
      { source: 2, rowIndex: 0, reason: "worse" },
    ]);
  });

  test("accounts for every row of any mix of good and bad ones", () => {
    const batches = fc.array(fc.array(fc.boolean(), { maxLength: 12 }), { maxLength: 20 });
    fc.assert(
      fc.property(batches, (sources) => {
        const index = new RowIndex();
        const expected: { source: number; rowIndex: number }[] = [];
        sources.forEach((rows, source) => {
          const middle = rows.length >> 1;
          for (const [from, to] of [
            [0, middle],
            [middle, rows.length],
          ] as const) {
            const bad = rows
              .slice(from, to)
              .flatMap((good, i) => (good ? [] : [{ rowIndex: from + i, reason: "" }]));
            index.add(source, from, to - from - bad.length, bad);
          }
          rows.forEach((good, rowIndex) => good && expected.push({ source, rowIndex }));
        });
        expect(index.rowCount).toBe(expected.length);
        expect(expected.map((_, row) => index.place(row))).toEqual(expected);
      }),
    );
  });

  test("ids order as source, then row", () => {
    expect(rowId({ source: 3, rowIndex: 5 })).toBe(3n * 2n ** 32n + 5n);
    expect(rowId({ source: 0, rowIndex: 2 ** 32 - 1 })).toBeLessThan(
      rowId({ source: 1, rowIndex: 0 }),
    );
  });
});
