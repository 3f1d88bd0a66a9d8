import { expect, test } from "vitest";
import { cudfKept, cudfMinhash, murmur3x86 } from "../../bench/accuracy/cudf-minhash.ts";

/** From cuDF's own tests (cpp/tests/text/minhash_tests.cpp, Apache-2.0): windows of 4. */
const known = new Map([
  ["doc 1", [1392101586, 394869177, 811528444]],
  ["this is doc 2", [211415830, 187088503, 130291444]],
  ["doc 3", [2098117052, 394869177, 799753544]],
  ["d", [2264583304, 2920538364, 3576493424]],
  ["The quick brown fox jumpéd over the lazy brown dog.", [253327882, 41747273, 302030804]],
  ["line six", [2109809594, 1017470651, 326988172]],
  ["line seven", [1303819864, 850676747, 147107852]],
  ["line eight", [736021564, 720812292, 1405158760]],
  ["line nine", [902780242, 134064807, 1613944636]],
  ["line ten", [547084870, 1748895564, 656501844]],
]);

test.each([...known])("signs %j as cuDF does", (text, slots) => {
  const params = [10, 11, 12].map((n) => [n, n] as const);
  expect([...cudfMinhash(text, 4, params)]).toEqual(slots);
});

test("signs a long text as cuDF does", () => {
  const params = [20, 21, 22].map((n) => [n, n] as const);
  const slots = cudfMinhash("x".repeat(2048), 4, params);
  expect([...slots]).toEqual([1731998032, 315359380, 3193688024]);
});

test("hashes as MurmurHash3_x86_32 is published to", () => {
  const hash = (text: string, seed: number): number =>
    murmur3x86(new TextEncoder().encode(text), seed);
  expect(hash("", 0)).toBe(0);
  expect(hash("", 1)).toBe(0x514e28b7);
  expect(hash("Hello, world!", 0x9747b28c)).toBe(0x24884cba);
  expect(hash("The quick brown fox jumps over the lazy dog", 0x9747b28c)).toBe(0x2fa826cd);
});

test("keeps the first of equal texts, and all that are unlike", () => {
  const [a, b] = [
    "a text of more than twenty-four characters",
    "another one, unlike the first of them",
  ];
  expect(cudfKept([a, b, a, b, a])).toEqual(new Set([0, 1]));
});
