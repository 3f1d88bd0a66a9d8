import { describe, expect, test } from "vitest";
import { variable } from "../../src/graph/scalar.ts";
import { gather } from "../../src/ops/gather.ts";
import { scatter } from "../../src/ops/scatter.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";

describe.each(openTestDevices())("gather on %s", (_, open) => {
  const run = opRunner(open, (graph) => {
    const count = variable("count");
    const indices = graph.input("indices", "u32", 1000);
    const values = graph.input("values", "u32", 1000);
    const gathered = gather(graph, indices, values, count);
    graph.output("gathered", gathered, count);
    graph.output("back", scatter(graph, indices, gathered, count, 1000));
  });

  test("a gather of distinct indices is undone by a scatter", async () => {
    const values = new Uint32Array(1000).map((__, i) => i * i + 1);
    const indices = values.map((__, i) => (i * 7) % 1000);
    const { gathered, back } = await run({ indices, values }, { count: 1000 });
    expect(gathered).toEqual(Uint32Array.from(indices, (i) => values[i]!));
    expect(back).toEqual(values);
  });
});
