import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Device } from "../../src/graph/device.ts";
import { execute } from "../../src/graph/execute.ts";
import { Graph } from "../../src/graph/graph.ts";
import { columnMap, normalizeRows, type RowSteps } from "../../src/ops/normalize-rows.ts";
import { openTestDevices } from "../support/devices.ts";
import { matrices } from "../support/matrices.ts";

async function normalized(
  device: Device,
  values: Float32Array,
  dims: number,
  steps: RowSteps,
): Promise<Float32Array> {
  const graph = new Graph("normalise");
  const input = graph.input("values", "f32", values.length);
  const rows = values.length / dims;
  graph.output("result", normalizeRows(graph, input, { rows, dims }, steps));
  return (await execute(device, graph, { values }))["result"] as Float32Array;
}

const centers = (dims: number) => Float64Array.from({ length: dims }, (_, i) => i / 3 - 5);
const divisors = (dims: number) => Float64Array.from({ length: dims }, (_, i) => 0.1 + i / 7);

/** In 64-bit floats; NaN for a row to be scaled that has a value that is not finite. */
function expected(
  values: Float32Array,
  dims: number,
  { map, unit }: RowSteps,
  of = { centers: centers(dims), divisors: divisors(dims) },
): number[] {
  const mapped = [...values].map((value, i) =>
    map ? (value - of.centers[i % dims]!) / of.divisors[i % dims]! : value,
  );
  if (!unit) return mapped;
  return mapped.map((value, i) => {
    const row = mapped.slice(i - (i % dims), i - (i % dims) + dims);
    const length = Math.hypot(...row);
    if (!row.every(Number.isFinite)) return Number.NaN;
    return length === 0 ? 0 : value / length;
  });
}

describe.each(openTestDevices())("normalizeRows on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  test.each([
    ["maps", true, false],
    ["scales", false, true],
    ["maps and scales", true, true],
  ])("%s rows", async (__, mapped, unit) => {
    const target = await opened();
    await fc.assert(
      fc.asyncProperty(matrices({ maxRows: 20, maxDims: 40 }), async ({ dims, values }) => {
        const map = mapped ? columnMap(centers(dims), divisors(dims)) : undefined;
        const steps = { ...(map && { map }), unit };
        const result = await normalized(target, values, dims, steps);
        expected(values, dims, steps).forEach((value, i) => {
          // The values are at most 130; a few roundings of 2^-24 of that each.
          if (Number.isFinite(value)) expect(Math.abs(result[i]! - value)).toBeLessThan(4e-5);
          else expect(result[i]).toBe(value);
        });
      }),
      { numRuns: 20 },
    );
  });

  test("centres values whose center is no float", async () => {
    const map = columnMap(Float64Array.of(1e6 + 0.01), Float64Array.of(1));
    const result = await normalized(await opened(), Float32Array.of(1e6 + 1), 1, {
      map,
      unit: false,
    });
    expect(result[0]).toBeCloseTo(0.99, 6);
  });
});
