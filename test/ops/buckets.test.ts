import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomU32 } from "../../bench/support/kernel-bench.ts";
import { variable } from "../../src/graph/scalar.ts";
import { buckets } from "../../src/ops/buckets.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";

type Key = readonly [hi: number, lo: number];

const CAPACITY = 5000;

function rowOf(i: number): number {
  return 3 * i + 1;
}

/** The buckets of two rows or more by a `Map`, in the order of their keys. */
function expected(keys: readonly Key[]): number[][] {
  const rows = new Map<bigint, number[]>();
  keys.forEach(([hi, lo], i) => {
    const key = (BigInt(hi) << 32n) | BigInt(lo);
    rows.set(key, [...(rows.get(key) ?? []), rowOf(i)]);
  });
  return [...rows]
    .filter(([, bucket]) => bucket.length > 1)
    .toSorted(([a], [b]) => Number(a - b))
    .map(([, bucket]) => bucket);
}

describe.each(openTestDevices())("buckets on %s", (_, open) => {
  const run = opRunner(open, (graph) => {
    const input = (name: string) => graph.input(name, "u32", CAPACITY);
    const result = buckets(graph, input("hi"), input("lo"), input("rows"), variable("count"));
    for (const [name, ref] of Object.entries(result)) graph.output(name, ref);
  });
  const bucketsOf = async (keys: readonly Key[]): Promise<number[][]> => {
    const { rows, heads, count } = await run(
      {
        hi: Uint32Array.from(keys, ([hi]) => hi),
        lo: Uint32Array.from(keys, ([, lo]) => lo),
        rows: Uint32Array.from(keys, (__, i) => rowOf(i)),
      },
      { count: keys.length },
    );
    const result: number[][] = [];
    let bucket: number[] = [];
    rows!.subarray(0, count![0]).forEach((row, i) => {
      if (heads![i] === 1) result.push((bucket = []));
      bucket.push(row);
    });
    return result;
  };

  const random = randomU32(11);
  test.each<[string, Key[]]>([
    ["no keys", []],
    ["one key", [[1, 2]]],
    ["distinct keys", Array.from({ length: 3000 }, (__, i): Key => [i >> 4, i & 15])],
    ["equal keys", Array.from({ length: 3000 }, (): Key => [0xffffffff, 0])],
    [
      "keys of which the first and last occur once",
      [
        [0, 0],
        [9, 9],
        [5, 5],
        [5, 5],
      ],
    ],
    ["keys that differ only in hi", Array.from({ length: 300 }, (): Key => [random() % 99, 7])],
    ["keys that differ only in lo", Array.from({ length: 300 }, (): Key => [7, random() % 99])],
    ["many keys", Array.from({ length: CAPACITY }, (): Key => [random() % 50, random() % 50])],
  ])("groups %s", async (__, keys) => {
    expect(await bucketsOf(keys)).toEqual(expected(keys));
  });

  test("groups any keys", async () => {
    const keys = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(keys, async (some) => {
        expect(await bucketsOf(some)).toEqual(expected(some));
      }),
      { numRuns: 10 },
    );
  });
});
