import { afterAll, describe, expect, test } from "vitest";
import type { Device } from "../../src/graph/device.ts";
import { execute } from "../../src/graph/execute.ts";
import { Graph } from "../../src/graph/graph.ts";
import { projectRows } from "../../src/ops/project-rows.ts";
import { openTestDevices } from "../support/devices.ts";

describe.each(openTestDevices())("projectRows on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  test("rotates points about a center that is no float", async () => {
    const angle = 0.3;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const center = [1000.001, -0.1] as const;
    const values = Float32Array.from({ length: 100 }, (__, i) => center[i % 2]! + Math.sin(i * i));
    const graph = new Graph("rotation");
    const input = graph.input("values", "f32", 100);
    const result = projectRows(graph, input, 50, {
      centers: Float64Array.from(center),
      weights: Float32Array.of(c, s, -s, c),
      offsets: Float32Array.of(3, 4),
    });
    graph.output("result", result);
    const outputs = await execute(await opened(), graph, { values });
    for (let row = 0; row < 50; row++) {
      const [x, y] = [values[row * 2]! - center[0], values[row * 2 + 1]! - center[1]];
      expect(outputs["result"]![row * 2]).toBeCloseTo(x * c - y * s + 3, 5);
      expect(outputs["result"]![row * 2 + 1]).toBeCloseTo(x * s + y * c + 4, 5);
    }
  });
});
