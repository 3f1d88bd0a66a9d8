import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { variable } from "../../src/graph/scalar.ts";
import { compact } from "../../src/ops/compact.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";

const CAPACITY = 5000;

describe.each(openTestDevices())("compact on %s", (_, open) => {
  const run = opRunner(open, (graph) => {
    const values = graph.input("values", "u32", CAPACITY);
    const flags = graph.input("flags", "u32", CAPACITY);
    const result = compact(graph, values, flags, variable("count"));
    graph.output("values", result.values);
    graph.output("count", result.count);
  });
  const compacted = async (values: Uint32Array, flags: Uint32Array): Promise<Uint32Array> => {
    const result = await run({ values, flags }, { count: values.length });
    return result["values"]!.subarray(0, result["count"]![0]);
  };

  test.each<[string, number, (i: number) => number]>([
    ["nothing of nothing", 0, () => 1],
    ["all", 2049, () => 1],
    ["none", 2049, () => 0],
    ["the last of a block", 4096, (i) => Number(i % 2048 === 2047)],
    ["every third", CAPACITY, (i) => Number(i % 3 === 0)],
  ])("keeps %s", async (__, count, flag) => {
    const values = new Uint32Array(count).map((___, i) => i * 3 + 1);
    const flags = values.map((___, i) => flag(i));
    const wanted = values.filter((___, i) => flag(i) === 1);
    expect(await compacted(values, flags)).toEqual(wanted);
  });

  test("keeps the flagged values in their order", async () => {
    const entries = fc.array(fc.tuple(fc.nat(), fc.nat(1)), { maxLength: 600 });
    await fc.assert(
      fc.asyncProperty(entries, async (some) => {
        const values = Uint32Array.from(some, ([value]) => value);
        const flags = Uint32Array.from(some, ([, flag]) => flag);
        expect(await compacted(values, flags)).toEqual(values.filter((__, i) => flags[i] === 1));
      }),
      { numRuns: 20 },
    );
  });
});
