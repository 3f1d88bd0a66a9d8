import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Device, Prepared } from "../../src/graph/device.ts";
import { Graph } from "../../src/graph/graph.ts";
import { u32Output } from "../../src/graph/outputs.ts";
import { record } from "../../src/graph/recording.ts";
import { variable } from "../../src/graph/scalar.ts";
import { sortU64 } from "../../src/ops/sort-u64.ts";
import { randomU32 } from "../../bench/support/kernel-bench.ts";
import { openTestDevices } from "../support/devices.ts";

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
  const key = (i: number): bigint => (BigInt(hi[i]!) << 32n) | BigInt(lo[i]!);
  const order = Array.from(hi, (_, i) => i).toSorted((a, b) =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0,
  );
  return {
    order: Uint32Array.from(order),
    hi: Uint32Array.from(order, (i) => hi[i]!),
    lo: Uint32Array.from(order, (i) => lo[i]!),
  };
}

describe.each(openTestDevices())("sortU64 on %s", (_, open) => {
  let opened: Promise<{ device: Device; prepared: Prepared }> | undefined;
  const prepare = async (): Promise<{ device: Device; prepared: Prepared }> => {
    const device = await open();
    const graph = new Graph("sort");
    const hi = graph.input("hi", "u32", CAPACITY);
    const lo = graph.input("lo", "u32", CAPACITY);
    const count = variable("count");
    const sorted = sortU64(graph, hi, lo, count);
    for (const [name, ref] of Object.entries(sorted)) graph.output(name, ref, count);
    return { device, prepared: await device.prepare(record(graph)) };
  };
  const sort = async ({ hi, lo }: Keys): Promise<Keys & { order: Uint32Array }> => {
    const { prepared } = await (opened ??= prepare());
    const outputs = await prepared.run({ hi, lo }, { count: hi.length });
    const of = (name: string): Uint32Array => u32Output(outputs, name);
    return { order: of("order"), hi: of("hi"), lo: of("lo") };
  };
  afterAll(async () => {
    const all = await opened;
    await all?.prepared[Symbol.asyncDispose]();
    await all?.device[Symbol.asyncDispose]();
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
    expect(await sort(keys)).toEqual(expected(keys));
  });

  test("sorts any keys, one prepared recording serving every count", async () => {
    const half = fc.oneof(fc.nat(3), fc.nat(0xffff_ffff), fc.constant(0xffff_ffff));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(half, half), { maxLength: 300 }), async (pairs) => {
        const keys = keysOf(pairs.length, (i) => (BigInt(pairs[i]![0]) << 32n) | BigInt(pairs[i]![1]));
        expect(await sort(keys)).toEqual(expected(keys));
      }),
      { numRuns: 10 },
    );
  });
});
