import { Vector, vectorFromArray } from "apache-arrow";
import {
  DateDay,
  Decimal,
  Dictionary,
  Duration,
  Field,
  Float32,
  Int32,
  makeData,
  Struct,
  TimeMicrosecond,
  TimestampNanosecond,
  TimeUnit,
  Uint64,
  Utf8,
} from "apache-arrow";
import { expect, test } from "vitest";
import { valueText } from "../../src/formats/json/value-text.ts";

const texts = (vector: Vector): string[] => {
  const text = valueText(vector.data[0]!);
  return Array.from({ length: vector.length }, (_, i) => text(i));
};

test.each([
  [
    "times of a day",
    new TimeMicrosecond(),
    new BigInt64Array([3_723_000_456n, 0n]),
    ['"01:02:03.000456"', '"00:00:00"'],
  ],
  ["days", new DateDay(), new Int32Array([20_455, -1]), ['"2026-01-02"', '"1969-12-31"']],
  [
    "moments, with every digit",
    new TimestampNanosecond(),
    new BigInt64Array([1_700_000_000_123_456_789n, -1n]),
    ['"2023-11-14T22:13:20.123456789"', '"1969-12-31T23:59:59.999999999"'],
  ],
  [
    "moments in UTC",
    new TimestampNanosecond("UTC"),
    new BigInt64Array([0n]),
    ['"1970-01-01T00:00:00Z"'],
  ],
  ["spans of time", new Duration(TimeUnit.MILLISECOND), new BigInt64Array([5n]), ["5"]],
  [
    "whole numbers of 64 bits",
    new Uint64(),
    new BigUint64Array([2n ** 64n - 1n]),
    ["18446744073709551615"],
  ],
  [
    "single precision, in few digits",
    new Float32(),
    new Float32Array([0.1, 16777216, -0, NaN]),
    ["0.1", "16777216", "-0.0", "null"],
  ],
  [
    "decimals, with their scale",
    new Decimal(2, 10),
    new Uint32Array([150, 0, 0, 0, 0xffff_fffb, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff]),
    ["1.50", "-0.05"],
  ],
] as const)("writes %s", (_, type, data, expected) => {
  const length = expected.length;
  const column = makeData({ type, length, nullCount: 0, data } as never);
  expect(texts(new Vector([column]))).toEqual(expected);
});

test("writes what is nested, and what a dictionary stands for", () => {
  const fields = [new Field("a", new Int32()), new Field('b"', new Utf8())];
  const structs = vectorFromArray(
    [{ a: 1, 'b"': "x\n" }, null, { a: null, 'b"': null }],
    new Struct(fields),
  );
  expect(texts(structs)).toEqual(['{"a":1,"b\\"":"x\\n"}', "null", '{"a":null,"b\\"":null}']);
  const words = vectorFromArray(["x", null, "y", "x"], new Dictionary(new Utf8(), new Int32()));
  expect(texts(words)).toEqual(['"x"', "null", '"y"', '"x"']);
});
