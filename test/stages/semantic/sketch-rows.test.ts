import { afterAll, describe, expect, test } from "vitest";
import type { Device } from "../../../src/graph/device.ts";
import { principalDirections } from "../../../src/stages/semantic/principal-directions.ts";
import { sketchRows } from "../../../src/stages/semantic/sketch-rows.ts";
import { Vectors } from "../../../src/stages/semantic/vectors.ts";
import { openTestDevices } from "../../support/devices.ts";
import { nearVectors } from "../../support/semantic-oracle.ts";

const DIMS = 70;
const ROWS = 400;
const LEAST = 0.95;

/** Rows that are long in few directions, as those of texts are. */
function sample(): Vectors {
  const vectors = nearVectors(ROWS, DIMS, 3, 0.5, false);
  const values = Float32Array.from(
    vectors.flatMap((vector) => [...vector!].map((value, k) => value * 0.93 ** k)),
  );
  return new Vectors({ rowCount: ROWS, dims: DIMS, values });
}

describe.each(openTestDevices())("sketches on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  test("are short, pass every similar pair and few others", async () => {
    const vectors = sample();
    const rows = Uint32Array.from({ length: ROWS }, (__, row) => row);
    const filter = await sketchRows(await opened(), vectors, rows, LEAST, 0);
    const { dims, values } = filter.gather(rows);
    expect(dims).toBe(36);
    let similar = 0;
    let passed = 0;
    for (let i = 0; i < ROWS; i++) {
      for (let j = i + 1; j < ROWS; j++) {
        let product = 0;
        for (let k = 0; k < dims; k++) product += values[i * dims + k]! * values[j * dims + k]!;
        const cosine = vectors.cosine(i, j);
        expect(product).toBeGreaterThan(cosine - 1e-4);
        if (cosine >= LEAST) {
          similar++;
          expect(product).toBeGreaterThanOrEqual(filter.threshold);
        }
        if (product >= filter.threshold) passed++;
      }
    }
    expect(similar).toBeGreaterThan(200);
    expect(passed).toBeLessThan(similar + (ROWS * ROWS) / 50);
  });

  test("of few rows are the rows themselves", async () => {
    const vectors = sample();
    const filter = await sketchRows(await opened(), vectors, Uint32Array.of(1, 2), LEAST);
    expect(filter.gather(Uint32Array.of(1)).dims).toBe(72);
  });
});

test("main directions are at right angles and hold the most of the rows", () => {
  const rows = sample().units(Uint32Array.from({ length: ROWS }, (_, row) => row));
  const { dims, values } = principalDirections(rows, 8);
  const product = (a: Float32Array, i: number, b: Float32Array, j: number): number => {
    let sum = 0;
    for (let k = 0; k < dims; k++) sum += a[i * dims + k]! * b[j * dims + k]!;
    return sum;
  };
  const energies: number[] = [];
  for (let i = 0; i < 8; i++) {
    for (let j = 0; j < 8; j++) {
      expect(product(values, i, values, j)).toBeCloseTo(i === j ? 1 : 0, 5);
    }
    let energy = 0;
    for (let row = 0; row < ROWS; row++) energy += product(rows.values, row, values, i) ** 2;
    energies.push(energy);
  }
  // More than as many numbers of the rows themselves hold on average, by far.
  expect(energies.reduce((sum, one) => sum + one, 0)).toBeGreaterThan((3 * ROWS * 8) / DIMS);
});

test("rows along one direction have one main direction", () => {
  const rows = {
    rowCount: 3,
    dims: 4,
    values: Float32Array.of(1, 0, 0, 0, 2, 0, 0, 0, -1, 0, 0, 0),
  };
  const { values } = principalDirections(rows, 2);
  expect(values.map(Math.abs)).toEqual(Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0));
});
