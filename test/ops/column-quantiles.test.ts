import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Device } from "../../src/graph/device.ts";
import { execute } from "../../src/graph/execute.ts";
import { Graph } from "../../src/graph/graph.ts";
import { QuantileSearch } from "../../src/ops/column-quantiles.ts";
import { openTestDevices } from "../support/devices.ts";
import { matrices } from "../support/matrices.ts";

/** Three passes, each over the rows in two parts. */
async function quantilesOf(
  device: Device,
  values: Float32Array,
  dims: number,
  quantiles: readonly number[],
): Promise<number[][]> {
  const search = new QuantileSearch(dims, quantiles);
  const middle = Math.floor(values.length / dims / 2) * dims;
  do {
    for (const part of [values.subarray(0, middle), values.subarray(middle)]) {
      const graph = new Graph("quantiles");
      search.record(graph, graph.input("values", "f32", part.length), part.length / dims);
      search.add(await execute(device, graph, { values: part }));
    }
  } while (search.endPass());
  return search.quantiles().map((found) => [...found]);
}

/** By sorting. */
function sorted(values: Float32Array, dims: number, quantile: number): number[] {
  return Array.from({ length: dims }, (_, column) => {
    const finite = [...values]
      .filter((value, i) => i % dims === column && Number.isFinite(value))
      .toSorted((a, b) => a - b);
    const place = quantile * (finite.length - 1);
    const low = finite[Math.floor(place)]!;
    const high = finite[Math.ceil(place)]!;
    return finite.length === 0 ? Number.NaN : low + (high - low) * (place - Math.floor(place));
  });
}

describe.each(openTestDevices())("QuantileSearch on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  test("finds what sorting finds", async () => {
    const target = await opened();
    const quantiles = [0, 0.25, 0.5, 0.9, 1];
    const any = matrices({ maxRows: 120, maxDims: 4, extremes: [3e38, 1e-38, -5e20] });
    await fc.assert(
      fc.asyncProperty(any, async ({ dims, values }) => {
        const found = await quantilesOf(target, values, dims, quantiles);
        quantiles.forEach((quantile, i) => {
          // Zeros of both signs are equal.
          const wanted = sorted(values, dims, quantile).map((value) => value + 0);
          expect(found[i]!.map((value) => value + 0)).toEqual(wanted);
        });
      }),
      { numRuns: 15 },
    );
  });

  test("tells values apart that differ in their last bit", async () => {
    const values = Float32Array.of(1 + 2 ** -23, 1, 1 + 2 ** -22);
    expect(await quantilesOf(await opened(), values, 1, [0, 0.5, 1])).toEqual([
      [1],
      [1 + 2 ** -23],
      [1 + 2 ** -22],
    ]);
  });
});
