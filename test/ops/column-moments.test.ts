import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Device } from "../../src/graph/device.ts";
import { execute } from "../../src/graph/execute.ts";
import { Graph } from "../../src/graph/graph.ts";
import { columnMoments, MOMENT_TILE_ROWS, Moments } from "../../src/ops/column-moments.ts";
import { openTestDevices } from "../support/devices.ts";
import { matrices } from "../support/matrices.ts";

async function momentsOf(
  device: Device,
  values: Float32Array,
  rows: number,
  dims: number,
): Promise<Moments> {
  const graph = new Graph("moments");
  const input = graph.input("values", "f32", values.length);
  const { moments, length } = columnMoments(graph, input, { rows, dims });
  graph.output("moments", moments, length);
  const result = new Moments(dims);
  result.addTiles((await execute(device, graph, { values }))["moments"] as Uint32Array);
  return result;
}

/** Mean and mean square about it, in two passes over the finite values. */
function twoPasses(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / values.length };
}

function columnOf(values: Float32Array, dims: number, column: number): number[] {
  return [...values].filter((value, i) => i % dims === column && Number.isFinite(value));
}

describe.each(openTestDevices())("columnMoments on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  test("agrees with two passes over the values", async () => {
    const target = await opened();
    await fc.assert(
      fc.asyncProperty(matrices({ maxRows: 600, maxDims: 5 }), async ({ rows, dims, values }) => {
        const { counts, means, squares, mins, maxs } = await momentsOf(target, values, rows, dims);
        for (let column = 0; column < dims; column++) {
          const finite = columnOf(values, dims, column);
          expect(counts[column]).toBe(finite.length);
          if (finite.length === 0) continue;
          expect([mins[column]! + 0, maxs[column]! + 0]).toEqual([
            // As numbers: which zero is least is not asked here.
            Math.min(...finite) + 0,
            Math.max(...finite) + 0,
          ]);
          const { mean, variance } = twoPasses(finite);
          // Values are rounded to 2^-26 of the largest, which is at most 8.
          expect(Math.abs(means[column]! - mean)).toBeLessThan(2 ** -24);
          expect(Math.abs(squares[column]! / finite.length - variance)).toBeLessThan(2 ** -20);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("keeps the variance of values that are far from zero", async () => {
    const values = Float32Array.from({ length: 4096 }, (__, row) => 1e6 + (row % 2));
    const { means, squares } = await momentsOf(await opened(), values, 4096, 1);
    expect([means[0], squares[0]! / 4096]).toEqual([1e6 + 0.5, 0.25]);
  });

  test("sums constant columns to exactly nothing", async () => {
    const values = new Float32Array(3000).map((__, i) => [0.1, -7e20, 3e-20][i % 3]!);
    const { means, squares } = await momentsOf(await opened(), values, 1000, 3);
    expect([...squares]).toEqual([0, 0, 0]);
    expect([...means].map(Math.fround)).toEqual([...values.subarray(0, 3)]);
  });

  test("merges to what all rows give", async () => {
    const target = await opened();
    const values = Float32Array.from({ length: 2000 }, (__, i) => Math.sin(i * i) * 10 + 3);
    const whole = await momentsOf(target, values, 1000, 2);
    const first = await momentsOf(target, values.subarray(0, 1200), 600, 2);
    first.merge(await momentsOf(target, values.subarray(1200), 400, 2));
    expect([...first.counts, ...first.mins, ...first.maxs]).toEqual([
      ...whole.counts,
      ...whole.mins,
      ...whole.maxs,
    ]);
    for (const column of [0, 1]) {
      // Another order of the same additions, in 64-bit floats.
      expect(first.means[column]).toBeCloseTo(whole.means[column]!, 7);
      expect(first.squares[column]! / whole.squares[column]!).toBeCloseTo(1, 7);
    }
    const parts = await momentsOf(target, values.subarray(0, 512 * 2), 2 * MOMENT_TILE_ROWS, 2);
    parts.merge(await momentsOf(target, values.subarray(512 * 2), 1000 - 512, 2));
    expect(parts.counts).toEqual(whole.counts);
  });
});
