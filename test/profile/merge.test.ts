import {
  makeData,
  RecordBatch,
  Struct,
  type DataType,
  vectorFromArray,
  Field,
  Schema,
  Bool,
  Float64,
  Utf8,
  List,
  Binary,
  TimestampMillisecond,
  Int32,
} from "apache-arrow";
import fc from "fast-check";
import { expect, test } from "vitest";
import { columnProfile } from "../../src/profile/column-profile.ts";
import { Dataset } from "../../src/profile/dataset.ts";
import { Engine } from "../../src/profile/engine.ts";
import { mergeColumns } from "../../src/profile/merge.ts";
import { defaultMeasures } from "../../src/profile/profile.ts";

const pair = new Struct([new Field("n", new Int32(), true), new Field("t", new Utf8(), true)]);
const types: Readonly<Record<string, DataType>> = {
  number: new Float64(),
  text: new Utf8(),
  ok: new Bool(),
  vector: new List(new Field("item", new Float64(), false)),
  list: new List(new Field("item", new Float64(), false)),
  bytes: new Binary(),
  pair,
};
const when = new TimestampMillisecond();

type Row = Readonly<Record<string, unknown>>;

const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 4 });
const double = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const row: fc.Arbitrary<Row> = fc.record({
  number: some(fc.oneof(double, fc.integer({ min: 0, max: 3 }))),
  text: some(fc.string({ unit: "grapheme", maxLength: 5 })),
  ok: some(fc.boolean()),
  vector: some(fc.tuple(double, fc.constantFrom(0, 1))),
  list: some(fc.array(double, { maxLength: 2 })),
  bytes: some(fc.uint8Array({ maxLength: 4 })),
  pair: some(fc.record({ n: some(fc.nat(5)), t: some(fc.string({ maxLength: 2 })) })),
});

function batchOf(rows: readonly Row[]): RecordBatch {
  const fields = Object.entries(types).map(([name, type]) => new Field(name, type, true));
  const children = fields.map(
    ({ name, type }) =>
      vectorFromArray(
        rows.map((each) => each[name]),
        type,
      ).data[0]!,
  );
  const type = new Struct(fields);
  return new RecordBatch(
    new Schema(fields),
    makeData({ type, length: rows.length, nullCount: 0, children }),
  );
}

async function columnsOf(rows: readonly Row[], firstRow: number) {
  const batch = batchOf(rows);
  const dataset = new Dataset(await Engine.open(), batch.schema, { correlate: false });
  if (rows.length > 0) dataset.observe(batch, firstRow);
  return dataset.state().columns;
}

test("columns of parts make those of the whole, whichever parts are merged first", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(row, { minLength: 1, maxLength: 12 }), { minLength: 3, maxLength: 3 }),
      async (parts) => {
        const [a, b, c] = parts as [Row[], Row[], Row[]];
        const whole = await columnsOf(parts.flat(), 0);
        const [x, y, z] = await Promise.all([
          columnsOf(a, 0),
          columnsOf(b, a.length),
          columnsOf(c, a.length + b.length),
        ]);
        whole.forEach(([name, state], i) => {
          const expected = columnProfile(state, defaultMeasures);
          const states = [x[i]![1], y[i]![1], z[i]![1]] as const;
          const left = mergeColumns(mergeColumns(states[0], states[1]), states[2]);
          const right = mergeColumns(states[0], mergeColumns(states[1], states[2]));
          expect(columnProfile(left, defaultMeasures), name).toEqual(expected);
          expect(columnProfile(right, defaultMeasures), name).toEqual(expected);
          expect(left.missing, name).toEqual(state.missing);
        });
      },
    ),
    { numRuns: 40 },
  );
});

test("clocks of parts lose no more than the steps between the parts", async () => {
  const field = new Field("time", when, true);
  const open = async (times: readonly number[], firstRow: number) => {
    const { data } = vectorFromArray(
      times.map((time) => new Date(time)),
      when,
    );
    const type = new Struct([field]);
    const batch = new RecordBatch(
      new Schema([field]),
      makeData({ type, length: times.length, nullCount: 0, children: [data[0]!] }),
    );
    const dataset = new Dataset(await Engine.open(), batch.schema);
    dataset.observe(batch, firstRow);
    return dataset.state().columns[0]![1];
  };
  const times = Array.from({ length: 40 }, (_, i) => 1.7e12 + i * 100 + (i > 30 ? 5000 : 0));
  const merged = mergeColumns(await open(times.slice(0, 20), 0), await open(times.slice(20), 20));
  expect(columnProfile(merged, defaultMeasures)).toMatchObject({
    kind: "time",
    count: 40,
    order: "increasing",
    from: new Date(times[0]!).toISOString(),
    clock: { rate: 10, medianStep: 0.1, gaps: { count: 1, longest: [{ row: 31 }] }, back: 0 },
  });
});
