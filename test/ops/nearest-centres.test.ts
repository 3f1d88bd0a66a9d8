import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { squaredLengths } from "../../src/core/matrix.ts";
import { openCpu } from "../../src/backends/cpu/index.ts";
import type { Device } from "../../src/graph/device.ts";
import { type NearestCentre, NearestCentres } from "../../src/ops/nearest-centres.ts";
import { openTestDevices } from "../support/devices.ts";
import { wholeNumbers } from "../support/whole-matrices.ts";

describe.each(openTestDevices())("NearestCentres on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  // A spread of 1 makes ties of many centres.
  test("finds the nearest centre of the rows asked for, the lower of two, and bounds the rest", async () => {
    const target = await opened();
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          rowCount: fc.integer({ min: 1, max: 90 }),
          k: fc.integer({ min: 1, max: 90 }),
          dims: fc.integer({ min: 1, max: 9 }),
          spread: fc.constantFrom(1, 2, 50),
          every: fc.integer({ min: 1, max: 3 }),
          seed: fc.integer(),
        }),
        async ({ rowCount, k, dims, spread, every, seed }) => {
          const rows = { rowCount, dims, values: wholeNumbers(rowCount * dims, seed, spread) };
          const lengths = squaredLengths(rows).map(Math.sqrt);
          const wanted = Uint32Array.from(
            { length: Math.ceil(rowCount / every) },
            (__, i) => i * every,
          );
          await using finder = new NearestCentres(target, rows, lengths, k);
          for (const round of [1, 2]) {
            const values = wholeNumbers(k * dims, seed + round, spread);
            const centres = { rowCount: k, dims, values };
            const { centre, least, others } = await finder.find(centres, wanted);
            wanted.forEach((row, i) => {
              const scores = Array.from({ length: k }, (__, at) => {
                let sum = 0;
                for (let j = 0; j < dims; j++) {
                  const c = values[at * dims + j]!;
                  sum += rows.values[row * dims + j]! * c - (c * c) / 2;
                }
                return sum;
              });
              const best = Math.max(...scores);
              const nearest = scores.indexOf(best);
              expect(centre[i]).toBe(nearest);
              expect(least[i]).toBeLessThanOrEqual(best);
              const rest = scores.filter((__, at) => at !== nearest);
              expect(others[i]).toBeGreaterThanOrEqual(Math.max(-Infinity, ...rest));
            });
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test("tells centres apart that f32 cannot", async () => {
    // Products near 2^25, where f32 has steps of 4; the scores differ by 1 / 2 and less.
    const values = Float32Array.of(4096, 0, 4096, 1, 4096, 0.5, 1, 1);
    const rows = { rowCount: 3, dims: 2, values: Float32Array.of(8192, 1, 8192, 0, 8192, 0.5) };
    const lengths = squaredLengths(rows).map(Math.sqrt);
    await using finder = new NearestCentres(await opened(), rows, lengths, 4);
    const wanted = Uint32Array.of(0, 1, 2);
    const { centre } = await finder.find({ rowCount: 4, dims: 2, values }, wanted);
    expect([...centre]).toEqual([1, 0, 2]);
  });
});

test("finds the same where the device holds only tiles of the rows at a time", async () => {
  const rows = { rowCount: 400, dims: 4, values: wholeNumbers(1600, 1, 9) };
  const centres = { rowCount: 5, dims: 4, values: wholeNumbers(20, 2, 9) };
  const lengths = squaredLengths(rows).map(Math.sqrt);
  const wanted = Uint32Array.from({ length: 150 }, (_, i) => (i < 10 ? i : 100 + 2 * i));
  const found: NearestCentre[] = [];
  for (const budgetBytes of [2 ** 13, 2 ** 20]) {
    await using device = openCpu({ budgetBytes });
    await using finder = new NearestCentres(device, rows, lengths, 5);
    for (let round = 0; round < 2; round++) found.push(await finder.find(centres, wanted));
    expect(device.memory.used > 0).toBe(budgetBytes === 2 ** 20);
  }
  const [first, ...others] = found.map(({ centre, least }) => ({ centre, least }));
  for (const other of others) expect(other).toEqual(first);
});
