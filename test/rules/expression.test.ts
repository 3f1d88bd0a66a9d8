import { Field, Float64, List, TimestampMillisecond, Utf8, vectorFromArray } from "apache-arrow";
import { expect, test } from "vitest";
import { OptionError } from "../../src/core/errors.ts";
import { declaredRules } from "../../src/pipeline/validate/schema.ts";
import { runRules } from "../support/rule-runner.ts";

const columns = {
  a: vectorFromArray([1, 2, null, 4], new Float64()),
  b: vectorFromArray([2, 2, 2, 2], new Float64()),
  s: vectorFromArray(["ab", "", null, "Äb"], new Utf8()),
  "meta.lang": vectorFromArray(["en", "de", "en", null], new Utf8()),
  "two words": vectorFromArray([true, false, true, true]),
  v: vectorFromArray([[3, 4], [1], null, []], new List(new Field("item", new Float64(), true))),
  at: vectorFromArray([0, 1000, 2000, 3000], new TimestampMillisecond()),
};

test.each([
  ["a < b", [1, 3]],
  ["a <= b || a == 4", []],
  ["a + 1 > b * 2 - 1", [0, 1]],
  ["a ** 2 == 4", [0, 3]],
  ["a / 0 > 0", []],
  ["a % 2 == 1", [1, 3]],
  ["-a < -1", [0]],
  ["!(a == 1)", [0]],
  ["a == null || true", []],
  ["a > 100 && false", [0, 1, 2, 3]],
  ["isNull(a)", [0, 1, 3]],
  ["coalesce(a, 0) > 0", [2]],
  ["a > 1 ? b == 2 : s == 'ab'", []],
  ["s != ''", [1]],
  ["length(s) == 2", [1]],
  ["lower(s) == 'äb'", [0, 1]],
  ["startsWith(s, 'a')", [1, 3]],
  ["matches(s, '^.{2}$')", [1]],
  ["meta.lang == 'en'", [1]],
  ["column('two words')", [1]],
  ["length(v) == 2", [1, 3]],
  ["norm(v) == 5", [1, 3]],
  ["v[1] == 4", []],
  ["v[0] > 1", [1]],
  ["max(abs(-3), 2) == 3", []],
  ["at >= time('1970-01-01T00:00:01Z')", [0]],
])("%s is false for the rows %j", async (expression, bad) => {
  const broken = await runRules({ rows: [{ expression }] }, columns, { batchRows: 3 });
  expect(broken.flatMap(({ rows }) => rows)).toEqual(bad);
});

test("a message of its own is said", async () => {
  const rows = [{ expression: { test: "a < b", message: "a comes first" } }];
  expect((await runRules({ rows }, columns))[0]?.messages[0]).toBe("a comes first");
});

test.each([
  ["a +", "Expected expression"],
  ["a.b.constructor('x')", "only a function of expressions"],
  ["eval('1')", "there is no function eval"],
  ["constructor('1')", "there is no function constructor"],
  ["toString()", "there is no function toString"],
  ["(() => 1)()", ""],
  ["this", "ThisExpression"],
  ["[1, 2]", "ArrayExpression"],
  ["a; b", "Compound"],
  ["a < a < a && (a", "Unclosed ("],
])("%s is refused before anything is read", (expression, reason) => {
  const declare = () => declaredRules({ rows: [{ expression }] });
  expect(declare).toThrow(OptionError);
  expect(declare).toThrow(reason);
});

test("an expression without end is refused", () => {
  const rows = [{ expression: "a".repeat(10_001) }];
  expect(() => declaredRules({ rows })).toThrow("longer than 10000 characters");
});

test.each([
  ["a < s", "< does not take a number and a text"],
  ["a", "it is a number, not true or false"],
  ["v == 1", "the column v is a List<Float64>"],
  ["s[0] == 1", "[ ] takes a list column and a number"],
  ["length(a) == 1", "a function takes (text)"],
  ["matches(s, s)", "a regular expression in quotes"],
  ["a && b > 1", "&& does not take a number and a boolean"],
])("%s cannot be computed from these columns", async (expression, reason) => {
  await expect(runRules({ rows: [{ expression }] }, columns)).rejects.toThrow(reason);
});
