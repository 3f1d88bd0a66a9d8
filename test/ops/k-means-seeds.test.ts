import { afterAll, describe, expect, test } from "vitest";
import type { Device } from "../../src/graph/device.ts";
import { kMeansSeeds } from "../../src/ops/k-means-seeds.ts";
import { openTestDevices } from "../support/devices.ts";
import { pointCloud } from "../support/point-clouds.ts";

const known = new Map<string, readonly number[]>();

describe.each(openTestDevices())("kMeansSeeds on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  const clouds = { rows: 1200, dims: 5, centres: 12, spread: 0.01, offset: 0, seed: 4 };

  test.each([
    ["one after the other", Number.POSITIVE_INFINITY],
    ["many at once", 0],
  ])("draws one row of each separate cloud: %s", async (how, directWork) => {
    for (const seed of [1, 2]) {
      const seeds = await kMeansSeeds(await opened(), pointCloud(clouds), 12, seed, directWork);
      expect(new Set([...seeds].map((row) => row % clouds.centres)).size).toBe(12);
      // And the same rows on every device.
      const key = `${how} ${seed}`;
      const rows = known.get(key) ?? [...seeds];
      known.set(key, rows);
      expect([...seeds]).toEqual(rows);
    }
  });

  test.each([0, Number.POSITIVE_INFINITY])(
    "draws distinct rows where there are not as many places (work %d)",
    async (directWork) => {
      const values = Float32Array.from({ length: 40 }, (__, i) => i % 2);
      const rows = { rowCount: 40, dims: 1, values };
      const seeds = await kMeansSeeds(await opened(), rows, 5, 0, directWork);
      expect(new Set(seeds).size).toBe(5);
      expect(new Set([...seeds].map((row) => values[row])).size).toBe(2);
    },
  );
});
