import {
  Binary,
  Bool,
  DateMillisecond,
  Decimal,
  Dictionary,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  List,
  RecordBatch,
  Schema,
  Struct,
  TimestampMicrosecond,
  Uint8,
  Utf8,
  makeData,
  vectorFromArray,
  type DataType,
} from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { takeRows } from "../../src/pipeline/take.ts";

/** Values of every kind of column a dataset has; nulls among them. */
const columns: readonly [name: string, type: DataType, value: (i: number) => unknown][] = [
  ["text", new Utf8(), (i) => (i % 4 === 3 ? null : `text ${i} é`.repeat(i % 3))],
  ["binary", new Binary(), (i) => (i % 5 === 0 ? null : Uint8Array.of(i, i + 1))],
  ["bool", new Bool(), (i) => (i % 3 === 2 ? null : i % 2 === 0)],
  ["byte", new Uint8(), (i) => i % 256],
  ["short", new Int16(), (i) => (i % 7 === 0 ? null : -i)],
  ["long", new Int64(), (i) => BigInt(i) << 40n],
  ["float", new Float32(), (i) => i / 4],
  ["double", new Float64(), (i) => (i % 6 === 1 ? null : i / 3)],
  ["date", new DateMillisecond(), (i) => i * 86_400_000],
  ["time", new TimestampMicrosecond(), (i) => i * 1000],
  [
    "list",
    new List(new Field("item", new Float32())),
    (i) => (i % 5 === 2 ? null : Array.from({ length: i % 4 }, (_, k) => i + k)),
  ],
  ["vector", new FixedSizeList(3, new Field("item", new Float32())), (i) => [i, i + 0.5, -i]],
  ["words", new List(new Field("item", new Utf8())), (i) => [`w${i}`, "", `${i}`]],
  ["label", new Dictionary(new Utf8(), new Int32()), (i) => ["red", "green", "blue"][i % 3]],
  [
    "struct",
    new Struct([new Field("a", new Int32()), new Field("b", new Utf8())]),
    (i) => (i % 4 === 1 ? null : { a: i, b: `b${i}` }),
  ],
];

function batchOf(rowCount: number): RecordBatch {
  const vectors = columns.map(([, type, value]) =>
    vectorFromArray(
      Array.from({ length: rowCount }, (_, i) => value(i)),
      type,
    ),
  );
  const fields = columns.map(([name, type]) => new Field(name, type, true));
  const schema = new Schema(fields);
  const children = vectors.map((vector) => vector.data[0]!);
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(fields), length: rowCount, children }),
  );
}

const plain = (batch: RecordBatch): string[] =>
  Array.from(batch, (row) =>
    JSON.stringify(row.toJSON(), (_, value: unknown) =>
      typeof value === "bigint" ? `${value}n` : value,
    ),
  );

describe("takeRows", () => {
  test("picks the rows of every type of column, in order, repeats allowed", () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 60 })
          .chain((rowCount) =>
            fc.tuple(fc.constant(rowCount), fc.array(fc.nat(rowCount - 1), { maxLength: 80 })),
          ),
        ([rowCount, indices]) => {
          const batch = batchOf(rowCount);
          const all = plain(batch);
          const taken = takeRows(batch, Uint32Array.from(indices));
          expect(plain(taken)).toEqual(indices.map((i) => all[i]));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("picks from the slice it is given", () => {
    const batch = batchOf(50);
    const taken = takeRows(batch.slice(13, 31), Uint32Array.of(0, 5, 17));
    const all = plain(batch);
    expect(plain(taken)).toEqual([all[13], all[18], all[30]]);
  });

  test.each([
    [
      "decimals",
      new Decimal(2, 10, 128),
      Uint32Array.of(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0),
      [3, 1],
    ],
    ["fixed binaries", new FixedSizeBinary(2), Uint8Array.of(1, 1, 2, 2, 3, 3), [3, 1]],
  ])("keeps the words of %s together", (_, type, data, firsts) => {
    const field = new Field("x", type, false);
    const child = makeData({ type, length: 3, data } as never);
    const struct = makeData({ type: new Struct([field]), length: 3, children: [child] });
    const taken = takeRows(new RecordBatch(new Schema([field]), struct), Uint32Array.of(2, 0));
    const values = taken.data.children[0]!.values as Uint32Array;
    const stride = data.length / 3;
    expect([values[0], values[stride]]).toEqual(firsts);
  });
});
