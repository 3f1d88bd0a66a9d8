import {
  Bool,
  Decimal,
  Field,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  makeData,
  makeVector,
  TimestampMicrosecond,
  TimestampNanosecond,
  Uint64,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, test } from "vitest";
import { placeOf, rules } from "../../src/rules/index.ts";
import { runRules } from "../support/rule-runner.ts";

const doubles = (values: readonly (number | null)[]): Vector =>
  vectorFromArray(values, new Float64());
const texts = (values: readonly (string | null)[]): Vector => vectorFromArray(values, new Utf8());
const longs = (values: readonly (bigint | null)[]): Vector => vectorFromArray(values, new Int64());
const lists = (values: readonly (readonly (number | null)[] | null)[]): Vector =>
  vectorFromArray(values, new List(new Field("item", new Float64(), true)));
const vectors = (size: number, values: readonly (readonly number[] | null)[]): Vector =>
  vectorFromArray(values, new FixedSizeList(size, new Field("item", new Float32(), true)));
const nested = (values: readonly (readonly (readonly number[])[])[]): Vector =>
  vectorFromArray(
    values,
    new List(new Field("item", new List(new Field("item", new Float64(), true)), true)),
  );
const micros = (values: readonly (number | null)[]): Vector =>
  vectorFromArray(values, new TimestampMicrosecond());
const nanos = (values: readonly bigint[]): Vector =>
  makeVector(makeData({ type: new TimestampNanosecond(), data: BigInt64Array.from(values) }));

type Example = readonly [
  name: string,
  rule: Readonly<Record<string, unknown>>,
  values: Vector,
  bad: readonly number[],
];

/** What each rule of columns makes of the values of a column `x`: the rows that break it. */
const examples: readonly Example[] = [
  ["missing texts", { nullable: false }, texts(["a", null, "", null]), [1, 3]],
  ["missing where they may be", { nullable: true }, texts(["a", null]), []],
  ["NaN and infinity", { finite: true }, doubles([1, NaN, Infinity, -Infinity, null]), [1, 2, 3]],
  ["NaN in float32", { finite: true }, vectorFromArray([1, NaN], new Float32()), [1]],
  ["NaN in float16", { finite: true }, vectorFromArray([0.5, NaN], new Float16()), [1]],
  ["NaN in a list", { finite: true }, lists([[1, 2], [], [NaN, 1], null, [1, null]]), [2]],
  ["infinity in lists of lists", { finite: true }, nested([[[1]], [[1], [Infinity]]]), [1]],
  ["bounds are inside", { range: { min: 0, max: 1 } }, doubles([0, 1, -0.1, 1.1, null]), [2, 3]],
  ["NaN is in no range", { range: { min: 0 } }, doubles([NaN, 1]), [0]],
  ["strict bounds", { range: { above: 0, below: 1 } }, doubles([0, 0.5, 1]), [0, 2]],
  ["whole numbers", { range: { max: 2 } }, vectorFromArray([1, 2, 3], new Int32()), [2]],
  [
    "whole numbers that no double is",
    { range: { min: 2 ** 53, max: 2 ** 60 } },
    longs([2n ** 53n - 1n, 2n ** 53n, 2n ** 60n, 2n ** 60n + 1n, -1n, null]),
    [0, 3, 4],
  ],
  [
    "unsigned numbers of 64 bits",
    { range: { max: 2 ** 63 } },
    vectorFromArray([2n ** 64n - 1n, 2n ** 63n, 0n], new Uint64()),
    [0],
  ],
  [
    "decimals",
    { range: { max: 1.5 } },
    vectorFromArray(
      [Uint32Array.of(150, 0, 0, 0), Uint32Array.of(151, 0, 0, 0)],
      new Decimal(2, 10),
    ),
    [1],
  ],
  ["numbers in lists", { range: { min: 0 } }, lists([[0, 1], [1, -1, -2], null, [], [-1]]), [1, 4]],
  ["numbers in vectors", { range: { max: 1 } }, vectors(2, [[0, 1], null, [2, 0]]), [2]],
  [
    "a day of microseconds",
    { period: { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" } },
    micros([Date.UTC(2025, 11, 31, 23), Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 3), null]),
    [0, 2],
  ],
  [
    "texts that are listed",
    { oneOf: ["a", "b"] },
    texts(["a", "a", "c", "b", null, "", "c"]),
    [2, 5, 6],
  ],
  ["numbers that are listed", { oneOf: [1, 2.5] }, doubles([1, 2.5, 2, null]), [2]],
  [
    "whole numbers that are listed, to the last digit",
    { oneOf: ["9007199254740993", 7] },
    longs([9_007_199_254_740_993n, 9_007_199_254_740_992n, 7n]),
    [1],
  ],
  ["truth that is listed", { oneOf: [true] }, vectorFromArray([true, false], new Bool()), [1]],
  ["a pattern of the whole text", { pattern: "^\\p{L}+$" }, texts(["é", "a1", "", null]), [1, 2]],
  ["a pattern somewhere", { pattern: "b" }, texts(["abc", "ac"]), [1]],
  ["characters, not bytes", { length: { max: 2 } }, texts(["éé", "😀😀", "abc", null]), [2]],
  ["items", { length: { min: 1, max: 2 } }, lists([[], [1], [1, 2, 3], null]), [0, 2]],
  ["vectors", { shape: 2 }, lists([[1, 2], [1], null, [1, 2, 3]]), [1, 3]],
  ["a fixed size that is another", { shape: 3 }, vectors(2, [[1, 2], null]), [0]],
  ["lists of vectors", { shape: [2, 1] }, nested([[[1], [2]], [[1], [2, 3]], [[1]]]), [1, 2]],
  ["a list where lists of lists are meant", { shape: [2, 1] }, lists([[1, 2]]), [0]],
  ["texts twice", { unique: true }, texts(["a", "b", "a", null, null, "a"]), [2, 5]],
  [
    "long texts twice",
    { unique: true },
    texts(["x".repeat(40), "y".repeat(40), "x".repeat(40)]),
    [2],
  ],
  ["numbers twice", { unique: true }, doubles([0, -0, 0.1, 0.1, NaN, NaN]), [1, 3, 5]],
  ["unique where it need not be", { unique: false }, texts(["a", "a"]), []],
  ["a fall", { increasing: {} }, doubles([1, 1, 2, 1.5, 2, null, 3]), [3]],
  ["a repeat in a strict series", { increasing: { strict: true } }, doubles([1, 1, 2]), [1]],
  [
    "rows after a fall are compared with the last good one",
    { increasing: {} },
    doubles([5, 1, 4, 6]),
    [1, 2],
  ],
  ["NaN in a series", { increasing: {} }, doubles([NaN, 1, NaN, 2]), [0, 2]],
  [
    "a nanosecond",
    { increasing: {} },
    nanos([1_700_000_000_000_000_001n, 1_700_000_000_000_000_000n]),
    [1],
  ],
  [
    "keys that are not there",
    { foreignKey: { file: "f", column: "id" } },
    longs([1n, 3n, null, 2n]),
    [1],
  ],
  [
    "doubles that are whole are keys, too",
    { foreignKey: { file: "f", column: "id" } },
    doubles([1, 1.5]),
    [1],
  ],
];

describe("a rule of columns", () => {
  test.each(examples)("finds %s", async (_, rule, values, bad) => {
    const files = { "f.id": longs([1n, 2n]) };
    for (const batchRows of [1, 2, 100]) {
      const broken = await runRules({ columns: { x: rule } }, { x: values }, { batchRows, files });
      expect(broken.flatMap(({ rows }) => rows)).toEqual(bad);
    }
  });

  test("has an example here each", () => {
    const shown = new Set(examples.flatMap(([, rule]) => Object.keys(rule)));
    const own = rules.filter((rule) => rule.scope === "column").map(({ name }) => name);
    expect([...shown].toSorted()).toEqual(own.toSorted());
  });
});

test.each([
  ["a column that is missing", { y: {} }, ["required: the column is missing"]],
  ["a column that may be missing", { y: { required: false, nullable: false } }, []],
  ["another type", { x: { type: "Int64" } }, ["type: the type is Float64, not Int64"]],
  ["a type by its name", { x: { type: "float64" } }, []],
  ["a type by its group", { x: { type: "number" } }, []],
  ["another group", { x: { type: "text" } }, ["type: the type is Float64, not text"]],
  [
    "a rule for other types",
    { x: { pattern: "a" } },
    ["pattern: it cannot look at Float64; it takes text"],
  ],
  [
    "a series told apart by a column that is missing",
    { x: { increasing: { per: "gone" } } },
    ['increasing: it reads the column "gone", which is missing'],
  ],
])("%s is told of", async (_, columns, expected) => {
  const broken = await runRules({ columns }, { x: doubles([1]) });
  expect(broken.map(({ rule, messages }) => `${rule}: ${messages[0]}`)).toEqual(expected);
});

test("series are told apart", async () => {
  const given = { t: doubles([1, 1, 2, 2, 1, 3]), g: texts(["a", "b", "a", "b", "a", "b"]) };
  const schema = { columns: { t: { increasing: { per: "g" } } } };
  expect(await runRules(schema, given, { batchRows: 2 })).toEqual([
    { rule: "increasing", rows: [4], messages: ["it follows 2, and must be no less"] },
  ]);
});

test("rows are unique in several columns", async () => {
  const given = { a: texts(["x", "x", "y", "x", null, null]), b: doubles([1, 2, 1, 1, 1, 1]) };
  const broken = await runRules({ rows: [{ unique: ["a", "b"] }] }, given);
  expect(broken).toEqual([{ rule: "unique", rows: [3], messages: ["it repeats row 0"] }]);
});

test("texts that run into each other are not taken for equal", async () => {
  const given = { a: texts(["ab", "a"]), b: texts(["c", "bc"]) };
  expect(await runRules({ rows: [{ unique: ["a", "b"] }] }, given)).toEqual([]);
});

test.each([
  [{ rowCount: { min: 3 } }, "there are 2 rows, under 3"],
  [{ rowCount: { max: 1 } }, "there are 2 rows, over 1"],
  [{ onlyDeclared: true }, 'the column "x" is not declared'],
])("a data set breaks %j", async (dataset, message) => {
  const broken = await runRules({ dataset }, { x: doubles([1, 2]) });
  expect(broken.map(({ messages }) => messages)).toEqual([[message]]);
});

test("every rule stands at one place of a schema, under a name of its own there", () => {
  const names = rules.map((rule) => `${placeOf(rule)}.${rule.name}`);
  expect(new Set(names).size).toBe(names.length);
});
