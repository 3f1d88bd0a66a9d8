import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { variable } from "../../src/graph/scalar.ts";
import { segmentHeads } from "../../src/ops/segment-heads.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";

describe.each(openTestDevices())("segmentHeads on %s", (_, open) => {
  const run = opRunner(open, (graph) => {
    const count = variable("count");
    const hi = graph.input("hi", "u32", 1000);
    const lo = graph.input("lo", "u32", 1000);
    graph.output("heads", segmentHeads(graph, hi, lo, count), count);
  });

  test("there is a head for the first of each distinct key", async () => {
    const keys = fc.array(fc.nat(15), { maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(keys, async (some) => {
        const sorted = some.toSorted((a, b) => a - b);
        const { heads } = await run(
          {
            hi: Uint32Array.from(sorted, (key) => key >> 2),
            lo: Uint32Array.from(sorted, (key) => key & 3),
          },
          { count: sorted.length },
        );
        const wanted = sorted.map((key, i) => Number(sorted.indexOf(key) === i));
        expect([...heads!]).toEqual(wanted);
      }),
      { numRuns: 20 },
    );
  });
});
