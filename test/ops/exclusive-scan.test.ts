import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { variable } from "../../src/graph/scalar.ts";
import { exclusiveScan } from "../../src/ops/exclusive-scan.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";

/** More than 2048 blocks of 2048, so that block sums take a level of their own to scan. */
const CAPACITY = 2048 * 2048 + 5000;

function expected(values: Uint32Array): { prefix: Uint32Array; total: Uint32Array } {
  const prefix = new Uint32Array(values.length);
  let sum = 0;
  values.forEach((value, i) => {
    prefix[i] = sum;
    sum = (sum + value) >>> 0;
  });
  return { prefix, total: Uint32Array.of(sum) };
}

describe.each(openTestDevices())("exclusiveScan on %s", (_, open) => {
  const runner = (capacity: number) =>
    opRunner(open, (graph) => {
      const count = variable("count");
      const values = graph.input("values", "u32", capacity);
      const { prefix, total } = exclusiveScan(graph, values, count);
      graph.output("prefix", prefix, count);
      graph.output("total", total);
    });
  const large = runner(CAPACITY);
  const small = runner(6000);

  test.each([0, 1, 2047, 2048, 2049, 4096, CAPACITY])("scans %i values", async (count) => {
    const values = new Uint32Array(count).map((__, i) => Math.imul(i, 0x9e3779b1));
    const { prefix, total } = await large({ values }, { count });
    const wanted = expected(values);
    expect(total).toEqual(wanted.total);
    // Comparing millions of elements one by one is slow; bytes are not.
    expect(
      Buffer.compare(
        Buffer.from(prefix!.buffer, prefix!.byteOffset, prefix!.byteLength),
        Buffer.from(wanted.prefix.buffer),
      ),
    ).toBe(0);
  });

  test("scans any values, whatever the run before left behind the count", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint32Array({ maxLength: 5000 }), async (values) => {
        expect(await small({ values }, { count: values.length })).toEqual(expected(values));
      }),
      { numRuns: 20 },
    );
  });

  const none = opRunner(open, (graph) => {
    const { total } = exclusiveScan(graph, graph.input("values", "u32", 0), 0);
    graph.output("total", total);
  });
  test("has a total without any values", async () => {
    expect(await none({})).toEqual({ total: Uint32Array.of(0) });
  });
});
