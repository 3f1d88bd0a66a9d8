import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parquet } from "../../src/formats/parquet.ts";
import { deltas, dictionaryIndices } from "../../src/formats/parquet/encodings.ts";
import {
  type TableField,
  type TableValues,
  TableWriter,
} from "../../src/formats/parquet/table-writer.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import { memorySink } from "../support/format-suite.ts";

const fields: readonly TableField[] = [
  { name: "id", kind: "u64" },
  { name: "share", kind: "f64" },
  { name: "reason", kind: "text" },
  { name: "source", kind: "name" },
];

interface Row {
  readonly id: bigint;
  readonly share: number;
  readonly reason: string;
  readonly source: string;
}

function columnsOf(rows: readonly Row[]): TableValues[] {
  const names = [...new Set(rows.map(({ source }) => source))];
  return [
    {
      kind: "u64",
      high: Uint32Array.from(rows, ({ id }) => Number(id >> 32n)),
      low: Uint32Array.from(rows, ({ id }) => Number(id & 0xffffffffn)),
    },
    { kind: "f64", values: Float64Array.from(rows, ({ share }) => share) },
    { kind: "text", texts: rows.map(({ reason }) => reason) },
    { kind: "name", names, indices: Uint32Array.from(rows, ({ source }) => names.indexOf(source)) },
  ];
}

/** Row groups, written, as the reader of another library sees them. */
async function readBack(groups: readonly (readonly Row[])[]): Promise<Row[]> {
  const sink = memorySink();
  const writer = new TableWriter(sink, fields);
  for (const rows of groups) await writer.write(columnsOf(rows), rows.length);
  await writer.close();
  const reader = await parquet.open(memorySource(sink.bytes(), "table.parquet"), {});
  expect(reader.rowCount).toBe(groups.flat().length);
  expect(reader.schema.fields.map(({ type }) => type.toString())).toEqual([
    "Uint64",
    "Float64",
    "Utf8",
    "Utf8",
  ]);
  const rows: Row[] = [];
  for await (const { batch } of reader.read()) {
    for (const row of batch) rows.push(row.toJSON() as unknown as Row);
  }
  return rows;
}

const anyRow: fc.Arbitrary<Row> = fc.record({
  id: fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.bigInt({ min: 0n, max: 2n ** 52n - 1n }),
    fc.bigInt({ min: 0n, max: 300n }),
  ),
  share: fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(1, 0.5, -0)),
  reason: fc.string({ unit: "grapheme" }),
  source: fc.constantFrom("a", "b", "c", "ä", "eighth"),
});

describe("a table", () => {
  test("of no rows has its columns", async () => {
    await expect(readBack([])).resolves.toEqual([]);
  });

  test("comes back as it went in", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyRow, { minLength: 1 }), { maxLength: 3 }),
        async (groups) => {
          await expect(readBack(groups)).resolves.toEqual(groups.flat());
        },
      ),
    );
  });

  test.each([1, 2, 32, 33, 34, 128, 129, 130, 257, 5000])(
    "of %i rows comes back",
    async (count) => {
      const rows = Array.from({ length: count }, (_, i): Row => {
        const jump = i % 7 === 0 ? 2n ** 40n : 0n;
        return {
          id: BigInt(i) * BigInt(i) + jump,
          share: i / 3,
          reason: `at byte ${i}`,
          source: i < count / 2 ? "one" : i % 3 === 0 ? "two" : "three",
        };
      });
      await expect(readBack([rows])).resolves.toEqual(rows);
    },
  );
});

test("rising numbers take few bits", () => {
  expect(deltas(Float64Array.of(7, 5, 3, 1, 2, 3, 4, 5)).subarray(0, 12)).toEqual(
    // 128 values a block, 4 parts of it, 8 values, the first one; the least step is -2, as 3.
    Uint8Array.of(0x80, 0x01, 4, 8, 14, 3, 2, 0, 0, 0, 0b11000000, 0b00111111),
  );
});

test("runs of a position are runs, and others are packed", () => {
  const run = dictionaryIndices(new Uint32Array(100).fill(2), 3);
  expect(run).toEqual(Uint8Array.of(2, 0xc8, 0x01, 2));
  const packed = dictionaryIndices(Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7), 8);
  expect(packed).toEqual(Uint8Array.of(3, 3, 0b10001000, 0b11000110, 0b11111010));
});
