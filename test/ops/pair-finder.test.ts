import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Matrix } from "../../src/core/matrix.ts";
import type { Device } from "../../src/graph/device.ts";
import { PairFinder, type RowPairs } from "../../src/ops/pair-finder.ts";
import { openTestDevices } from "../support/devices.ts";
import { wholeNumbers } from "../support/whole-matrices.ts";

function product(a: Matrix, i: number, b: Matrix, j: number): number {
  let sum = 0;
  for (let k = 0; k < a.dims; k++) sum += a.values[i * a.dims + k]! * b.values[j * a.dims + k]!;
  return sum;
}

/** All pairs, by brute force. */
function expected(a: Matrix, b: Matrix, threshold: number, within: boolean): RowPairs {
  const left: number[] = [];
  const right: number[] = [];
  for (let i = 0; i < a.rowCount; i++) {
    for (let j = within ? i + 1 : 0; j < b.rowCount; j++) {
      if (product(a, i, b, j) < threshold) continue;
      left.push(i);
      right.push(j);
    }
  }
  return { left: Uint32Array.from(left), right: Uint32Array.from(right) };
}

const matrix = (rowCount: number, dims: number, seed: number): Matrix => ({
  rowCount,
  dims,
  values: wholeNumbers(rowCount * dims, seed, 3),
});

describe.each(openTestDevices())("PairFinder on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  test("finds what brute force finds, in order, whatever the size of a tile", async () => {
    const target = await opened();
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          rows: fc.integer({ min: 0, max: 150 }),
          others: fc.integer({ min: 0, max: 150 }),
          dims: fc.integer({ min: 1, max: 12 }),
          threshold: fc.integer({ min: -10, max: 60 }),
          tileBytes: fc.constantFrom(1, 1000, 2 ** 20),
          seed: fc.integer(),
        }),
        async ({ rows, others, dims, threshold, tileBytes, seed }) => {
          const size = tileBytes === 1 ? 10 : 1;
          const a = matrix(Math.floor(rows / size), dims, seed);
          const b = matrix(Math.floor(others / size), dims, seed + 1);
          await using finder = new PairFinder(target, tileBytes);
          expect(await finder.between(a, b, threshold)).toEqual(expected(a, b, threshold, false));
          expect(await finder.within(a, threshold)).toEqual(expected(a, a, threshold, true));
        },
      ),
      { numRuns: 15 },
    );
  });

  test("does a tile again where more pairs are found than there was room for", async () => {
    const a = { rowCount: 300, dims: 4, values: new Float32Array(1200).fill(1) };
    await using finder = new PairFinder(await opened());
    const { left, right } = await finder.within(a, 4);
    expect(left).toHaveLength((300 * 299) / 2);
    expect([left[0], right[0], left.at(-1), right.at(-1)]).toEqual([0, 1, 298, 299]);
  });
});
