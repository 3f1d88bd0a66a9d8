import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomU32 } from "../../bench/support/kernel-bench.ts";
import { variable } from "../../src/graph/scalar.ts";
import { sortPairs } from "../../src/ops/sort-pairs.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";

const CAPACITY = 10_000;

/** By `Array.prototype.sort`, which is stable. */
function expected(keys: Uint32Array): { keys: Uint32Array; values: Uint32Array } {
  const order = Array.from(keys.keys()).toSorted((a, b) => keys[a]! - keys[b]!);
  return {
    keys: Uint32Array.from(order, (i) => keys[i]!),
    values: Uint32Array.from(order, (i) => i ^ 0x80000000),
  };
}

describe.each(openTestDevices())("sortPairs on %s", (_, open) => {
  const runner = (bits?: number) =>
    opRunner(open, (graph) => {
      const count = variable("count");
      const keys = graph.input("keys", "u32", CAPACITY);
      const values = graph.input("values", "u32", CAPACITY);
      const sorted = sortPairs(graph, keys, values, count, bits);
      for (const [name, ref] of Object.entries(sorted)) graph.output(name, ref, count);
    });
  const runs = { 32: runner(), 12: runner(12) } as const;
  const sort = async (keys: Uint32Array, bits: keyof typeof runs = 32) =>
    await runs[bits]({ keys, values: keys.map((__, i) => i ^ 0x80000000) }, { count: keys.length });

  const random = randomU32(3);
  test.each<[string, Uint32Array]>([
    ["no pairs", new Uint32Array(0)],
    ["one pair", Uint32Array.of(9)],
    ["equal keys", new Uint32Array(4097).fill(0xffffffff)],
    ["sorted keys", new Uint32Array(2048).map((__, i) => i * 1_000_003)],
    ["reversed keys", new Uint32Array(2049).map((__, i) => 0xffffffff - i * 77_777)],
    ["two distinct keys", new Uint32Array(6000).map(() => (random() & 1) * 0x80000000)],
    ["random keys", new Uint32Array(CAPACITY).map(() => random())],
  ])("sorts %s", async (__, keys) => {
    expect(await sort(keys)).toEqual(expected(keys));
  });

  test("takes two passes for keys of twelve bits", async () => {
    const keys = new Uint32Array(3000).map(() => random() & 0xfff);
    expect(await sort(keys, 12)).toEqual(expected(keys));
  });

  test("sorts any keys", async () => {
    const keys = fc.uint32Array({ maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(keys, async (some) => {
        expect(await sort(some)).toEqual(expected(some));
      }),
      { numRuns: 10 },
    );
  });
});
