import { describe, expect, test } from "vitest";
import { variable } from "../../src/graph/scalar.ts";
import { scatter } from "../../src/ops/scatter.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";

describe.each(openTestDevices())("scatter on %s", (_, open) => {
  const run = opRunner(open, (graph) => {
    const indices = graph.input("indices", "u32", 3);
    const values = graph.input("values", "u32", 3);
    graph.output("result", scatter(graph, indices, values, variable("count"), 6));
  });

  test("places values, and is 0 elsewhere in every run", async () => {
    const inputs = { indices: Uint32Array.of(5, 0, 2), values: Uint32Array.of(7, 8, 9) };
    expect(await run(inputs, { count: 3 })).toEqual({ result: Uint32Array.of(8, 0, 9, 0, 0, 7) });
    expect(await run({}, { count: 1 })).toEqual({ result: Uint32Array.of(0, 0, 0, 0, 0, 7) });
  });
});
