import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomU32 } from "../../bench/support/kernel-bench.ts";
import { variable } from "../../src/graph/scalar.ts";
import { sortU64 } from "../../src/ops/sort-u64.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";

interface Keys {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
}

const CAPACITY = 5000;

function keysOf(count: number, key: (i: number) => bigint): Keys {
  const keys = Array.from({ length: count }, (_, i) => key(i));
  return {
    hi: Uint32Array.from(keys, (k) => Number(k >> 32n)),
    lo: Uint32Array.from(keys, (k) => Number(k & 0xffff_ffffn)),
  };
}

/** The order by `Array.prototype.sort`, which is stable, over the keys as one integer each. */
function expected({ hi, lo }: Keys): Keys & { order: Uint32Array } {
  const keys = Array.from(hi, (half, i) => (BigInt(half) << 32n) | BigInt(lo[i]!));
  const order = Array.from(hi.keys()).toSorted((a, b) => Number(keys[a]! - keys[b]!));
  return {
    order: Uint32Array.from(order),
    hi: Uint32Array.from(order, (i) => hi[i]!),
    lo: Uint32Array.from(order, (i) => lo[i]!),
  };
}

describe.each(openTestDevices())("sortU64 on %s", (_, open) => {
  const run = opRunner(open, (graph) => {
    const count = variable("count");
    const hi = graph.input("hi", "u32", CAPACITY);
    const lo = graph.input("lo", "u32", CAPACITY);
    const sorted = sortU64(graph, hi, lo, count);
    for (const [name, ref] of Object.entries(sorted)) graph.output(name, ref, count);
  });

  const random = randomU32(7);
  test.each<[string, Keys]>([
    ["no keys", keysOf(0, () => 0n)],
    ["one key", keysOf(1, () => 0xdead_beef_0000_0001n)],
    ["equal keys", keysOf(3000, () => 0xffff_ffff_ffff_ffffn)],
    ["sorted keys", keysOf(2049, (i) => BigInt(i) * 0x1_0001_0001n)],
    ["reversed keys", keysOf(2049, (i) => BigInt(4000 - i) * 0x1_0001_0001n)],
    ["keys that differ only in hi", keysOf(2047, () => (BigInt(random()) << 32n) | 5n)],
    ["keys that differ only in lo", keysOf(2048, () => (5n << 32n) | BigInt(random()))],
    ["few distinct keys", keysOf(CAPACITY, () => BigInt(random() % 3) * 0x8000_0000_8000_0001n)],
    ["random keys", keysOf(CAPACITY, () => (BigInt(random()) << 32n) | BigInt(random()))],
  ])("sorts %s", async (__, keys) => {
    expect(await run({ ...keys }, { count: keys.hi.length })).toEqual(expected(keys));
  });

  test("sorts any keys, one prepared recording serving every count", async () => {
    const half = fc.oneof(fc.nat(3), fc.nat(0xffff_ffff), fc.constant(0xffff_ffff));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.bigInt(0n, 2n ** 64n - 1n), { maxLength: 300 }),
        half,
        async (all, mask) => {
          const keys = keysOf(all.length, (i) => all[i]! & ((BigInt(mask) << 32n) | BigInt(mask)));
          expect(await run({ ...keys }, { count: all.length })).toEqual(expected(keys));
        },
      ),
      { numRuns: 10 },
    );
  });
});
