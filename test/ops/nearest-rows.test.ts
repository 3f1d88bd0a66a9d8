import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type Matrix, squaredLengths } from "../../src/core/matrix.ts";
import type { Device } from "../../src/graph/device.ts";
import { NearestRows } from "../../src/ops/nearest-rows.ts";
import { openTestDevices } from "../support/devices.ts";
import { wholeNumbers } from "../support/whole-matrices.ts";

/** Centres by falling score, then by number; of whole numbers, so that scores are exact. */
function ranked({ dims, values }: Matrix, row: number, centres: Matrix) {
  const scores = Array.from({ length: centres.rowCount }, (_, centre) => {
    let score = 0;
    for (let k = 0; k < dims; k++) {
      const c = centres.values[centre * dims + k]!;
      score += values[row * dims + k]! * c - (c * c) / 2;
    }
    return { centre, score };
  });
  return scores.toSorted((a, b) => b.score - a.score || a.centre - b.centre);
}

describe.each(openTestDevices())("NearestRows on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  // A spread of 1 makes ties of many centres, more than the device lists.
  test("finds the nearest centres, and says how near others can be", async () => {
    const target = await opened();
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          rowCount: fc.integer({ min: 1, max: 90 }),
          centreCount: fc.integer({ min: 3, max: 90 }),
          dims: fc.integer({ min: 1, max: 9 }),
          k: fc.integer({ min: 1, max: 3 }),
          spread: fc.constantFrom(1, 2, 50),
          seed: fc.integer(),
        }),
        async ({ rowCount, centreCount, dims, k, spread, seed }) => {
          const rows = { rowCount, dims, values: wholeNumbers(rowCount * dims, seed, spread) };
          const values = wholeNumbers(centreCount * dims, seed + 1, spread);
          const centres = { rowCount: centreCount, dims, values };
          await using finder = new NearestRows(target, centres, k);
          const { indices, scores, others } = await finder.find(rows, squaredLengths(rows));
          for (let row = 0; row < rowCount; row++) {
            const expected = ranked(rows, row, centres);
            const best = expected.slice(0, k);
            const [start, end] = [row * k, (row + 1) * k];
            expect([...indices.subarray(start, end)]).toEqual(best.map(({ centre }) => centre));
            expect([...scores.subarray(start, end)]).toEqual(best.map(({ score }) => score));
            const next = expected[k]?.score ?? -Infinity;
            expect(others[row]!).toBeGreaterThanOrEqual(next);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test("tells centres apart that f32 cannot", async () => {
    // Products near 2^25, where f32 has steps of 4; the scores differ by 1 / 2 and less.
    const centres = Float32Array.of(4096, 0, 4096, 1, 4096, 0.5, 1, 1);
    const matrix = { rowCount: 4, dims: 2, values: centres };
    await using finder = new NearestRows(await opened(), matrix, 1);
    const rows = { rowCount: 3, dims: 2, values: Float32Array.of(8192, 1, 8192, 0, 8192, 0.5) };
    const { indices } = await finder.find(rows, squaredLengths(rows));
    expect([...indices]).toEqual([1, 0, 2]);
  });
});
