import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { variable } from "../../src/graph/scalar.ts";
import { reduce } from "../../src/ops/reduce.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";

const CAPACITY = 20_000;

function expected(values: readonly number[]): Record<string, Uint32Array> {
  return {
    sum: Uint32Array.of(values.reduce((a, b) => (a + b) >>> 0, 0)),
    min: Uint32Array.of(values.reduce((a, b) => Math.min(a, b), 0xffffffff)),
    max: Uint32Array.of(values.reduce((a, b) => Math.max(a, b), 0)),
  };
}

describe.each(openTestDevices())("reduce on %s", (_, open) => {
  const run = opRunner(open, (graph) => {
    const values = graph.input("values", "u32", CAPACITY);
    for (const operation of ["sum", "min", "max"] as const) {
      graph.output(operation, reduce(graph, values, variable("count"), operation));
    }
  });

  test.each([0, 1, 2047, 2048, 2049, CAPACITY])("reduces %i values", async (count) => {
    const values = new Uint32Array(count).map((__, i) => Math.imul(i + 1, 0x9e3779b1));
    expect(await run({ values }, { count })).toEqual(expected([...values]));
  });

  test("reduces any values, whatever is behind the count", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint32Array({ maxLength: 5000 }), fc.nat(5000), async (values, most) => {
        const count = Math.min(values.length, most);
        const wanted = expected([...values.subarray(0, count)]);
        expect(await run({ values }, { count })).toEqual(wanted);
      }),
      { numRuns: 20 },
    );
  });
});
