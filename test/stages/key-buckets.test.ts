import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCpu } from "../../src/backends/cpu/index.ts";
import { ScratchFile } from "../../src/pipeline/scratch.ts";
import { KeyBuckets } from "../../src/stages/key-buckets.ts";
import type { Keys } from "../../src/stages/repeated-keys.ts";
import { openTestDevices } from "../support/devices.ts";
import { tempFolder } from "../support/temp.ts";

/** Rows by key, for each key that occurs more than once, by rising key. */
function expectedBuckets(hi: Uint32Array, lo: Uint32Array): number[][] {
  const byKey = new Map<bigint, number[]>();
  hi.forEach((high, i) => {
    const key = (BigInt(high) << 32n) | BigInt(lo[i]!);
    byKey.set(key, [...(byKey.get(key) ?? []), i * 2]);
  });
  return [...byKey]
    .filter(([, rows]) => rows.length > 1)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, rows]) => rows);
}

/** The keys as they come: a few at a time. */
function* portions({ hi, lo, rows }: Keys): Generator<Keys> {
  for (let start = 0; start < rows.length; start += 250) {
    const part = (words: Uint32Array): Uint32Array => words.subarray(start, start + 250);
    yield { hi: part(hi), lo: part(lo), rows: part(rows) };
  }
}

async function scratchOf(memoryBytes: number): Promise<ScratchFile> {
  return new ScratchFile(join(await tempFolder(), "keys.scratch"), memoryBytes);
}

async function foundBuckets(
  finder: KeyBuckets,
  hi: Uint32Array,
  lo: Uint32Array,
): Promise<number[][]> {
  const found: number[][] = [];
  const rows = hi.map((_, i) => i * 2);
  for await (const part of finder.find(portions({ hi, lo, rows }), rows.length)) {
    part.rows.forEach((row, i) => {
      if (part.heads[i]) found.push([]);
      found[found.length - 1]!.push(row);
    });
  }
  return found;
}

const spread = (i: number, distinct: number): number =>
  Math.imul((i * 7919) % distinct, 0x9e3779b1) >>> 0;
const keys: Readonly<Record<string, [hi: Uint32Array, lo: Uint32Array]>> = {
  "keys spread wide": [
    Uint32Array.from({ length: 3000 }, (_, i) => spread(i, 1700)),
    Uint32Array.from({ length: 3000 }, (_, i) => (i % 2) * 0xffffffff),
  ],
  "keys that differ in their low halves only": [
    new Uint32Array(900).fill(0xdeadbeef),
    Uint32Array.from({ length: 900 }, (_, i) => spread(i, 300)),
  ],
  "one key": [new Uint32Array(500).fill(1), new Uint32Array(500).fill(2)],
  "no two equal keys": [
    Uint32Array.from({ length: 600 }, (_, i) => spread(i, 600)),
    new Uint32Array(600),
  ],
  "no keys": [new Uint32Array(0), new Uint32Array(0)],
};

describe.each(Object.entries(keys))("of %s, the shared ones are found", (_, [hi, lo]) => {
  test.each(openTestDevices())("on %s, in one part and in many", async (name, open) => {
    await using device = await open();
    // A part costs a software GPU a second.
    for (const partKeys of name === "webgpu" ? [undefined, 700] : [undefined, 700, 64, 1]) {
      await using scratch = await scratchOf(partKeys === 700 ? 1000 : 2 ** 20);
      await using finder = new KeyBuckets(device, scratch, partKeys);
      expect(await foundBuckets(finder, hi, lo), `${partKeys}`).toEqual(expectedBuckets(hi, lo));
    }
  });

  test("on a device with memory for a few of them", async () => {
    await using device = openCpu({ budgetBytes: 16_000 });
    await using scratch = await scratchOf(0);
    await using finder = new KeyBuckets(device, scratch);
    expect(await foundBuckets(finder, hi, lo)).toEqual(expectedBuckets(hi, lo));
  });
});
