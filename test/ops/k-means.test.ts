import { afterAll, describe, expect, test } from "vitest";
import type { Matrix } from "../../src/core/matrix.ts";
import type { Device } from "../../src/graph/device.ts";
import { kMeans } from "../../src/ops/k-means.ts";
import answers from "../data/k-means.json" with { type: "json" };
import { openTestDevices } from "../support/devices.ts";
import { type CloudShape, pointCloud } from "../support/point-clouds.ts";

interface Answer extends CloudShape {
  readonly k: number;
  readonly inertia: number;
  readonly iterations: number;
}

function squaredDistance({ dims, values }: Matrix, row: number, centres: Matrix, centre: number) {
  let sum = 0;
  for (let k = 0; k < dims; k++) {
    sum += (values[row * dims + k]! - centres.values[centre * dims + k]!) ** 2;
  }
  return sum;
}

const inertias = new Map<string, readonly [number, Uint32Array]>();

describe.each(openTestDevices())("kMeans on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  test.each(Object.entries<Answer>(answers))(
    "comes where scikit-learn comes from the same centres: %s",
    async (name, { k, inertia, ...shape }) => {
      const rows = pointCloud(shape);
      const initial = rows.values.slice(0, k * rows.dims);
      const found = await kMeans(await opened(), rows, { k, initial });
      expect(Math.abs(found.inertia / inertia - 1)).toBeLessThan(1e-3);
      // And to the same bits on every device.
      const known = inertias.get(name) ?? [found.inertia, found.labels];
      inertias.set(name, known);
      expect([found.inertia, found.labels]).toEqual(known);
    },
  );

  test("each row is with the nearest centre, each centre at the mean of its rows", async () => {
    const rows = pointCloud({ rows: 900, dims: 6, centres: 7, spread: 3, offset: 0, seed: 5 });
    const { centres, labels, inertia, converged } = await kMeans(await opened(), rows, {
      k: 9,
      tolerance: 0,
    });
    expect(converged).toBe(true);
    let sum = 0;
    const means = new Float64Array(9 * 6);
    const counts = new Float64Array(9);
    for (let row = 0; row < 900; row++) {
      const own = squaredDistance(rows, row, centres, labels[row]!);
      for (let centre = 0; centre < 9; centre++) {
        expect(squaredDistance(rows, row, centres, centre)).toBeGreaterThan(own - 1e-4);
      }
      sum += own;
      counts[labels[row]!]!++;
      for (let k = 0; k < 6; k++) means[labels[row]! * 6 + k]! += rows.values[row * 6 + k]!;
    }
    expect(inertia / sum).toBeCloseTo(1, 5);
    means.forEach((value, i) => {
      expect(centres.values[i]).toBeCloseTo(value / counts[Math.floor(i / 6)]!, 4);
    });
  });

  test("draws centres apart: one in each of twelve separate clouds", async () => {
    const shape = { rows: 600, dims: 4, centres: 12, spread: 0.01, offset: 0 };
    for (const seed of [1, 2, 3]) {
      const rows = pointCloud({ ...shape, seed });
      const { inertia } = await kMeans(await opened(), rows, { k: 12, seed });
      expect(inertia).toBeLessThan(600 * 4 * 0.01 ** 2);
    }
  });

  test("a centre that has no rows takes the one that is farthest from its own", async () => {
    const values = Float32Array.of(0, 1, 2, 3, 100);
    const rows = { rowCount: 5, dims: 1, values };
    // The second centre is nearest to no row.
    const initial = Float32Array.of(1, -500);
    const { labels, centres } = await kMeans(await opened(), rows, { k: 2, initial });
    expect([...labels]).toEqual([0, 0, 0, 0, 1]);
    expect(centres.values[0]).toBeCloseTo(1.5, 5);
    expect(centres.values[1]).toBe(100);
  });

  test("equal rows make equal centres, and the lower one keeps the rows", async () => {
    const rows = { rowCount: 6, dims: 3, values: new Float32Array(18).fill(7) };
    const { labels, inertia } = await kMeans(await opened(), rows, { k: 2 });
    expect(inertia).toBe(0);
    expect(labels[0]).toBe(0);
  });

  test("more centres than rows are refused", async () => {
    const rows = { rowCount: 2, dims: 1, values: new Float32Array(2) };
    await expect(kMeans(await opened(), rows, { k: 3 })).rejects.toThrow(
      "3 centres are asked for, of 2 rows.",
    );
  });
});
