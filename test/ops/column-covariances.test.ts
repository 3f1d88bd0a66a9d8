import { afterAll, describe, expect, test } from "vitest";
import type { Device } from "../../src/graph/device.ts";
import { execute } from "../../src/graph/execute.ts";
import { Graph } from "../../src/graph/graph.ts";
import { ColumnCovariances } from "../../src/ops/column-covariances.ts";
import { openTestDevices } from "../support/devices.ts";

/** Columns of different sizes, some of them correlated, far from zero or constant. */
function sample(rows: number): { dims: number; values: Float32Array } {
  const dims = 5;
  const wave = (row: number, i: number): number => Math.sin(row * (i + 1.37) + i * i);
  const values = Float32Array.from({ length: rows * dims }, (_, at) => {
    const row = Math.floor(at / dims);
    const columns = [
      wave(row, 0),
      1000 * wave(row, 1) + 5000,
      0.001 * (wave(row, 0) + wave(row, 2)),
      7,
      2 * wave(row, 0),
    ];
    return columns[at % dims]!;
  });
  return { dims, values };
}

/** In 64-bit floats, in two passes. */
function twoPasses({ values, dims }: ReturnType<typeof sample>) {
  const rows = values.length / dims;
  const column = (i: number): number[] => [...values].filter((_, at) => at % dims === i);
  const columns = Array.from({ length: dims }, (_, i) => column(i));
  const means = columns.map((of) => of.reduce((sum, value) => sum + value, 0) / rows);
  const reaches = columns.map((of, i) => Math.max(...of.map((x) => Math.abs(x - means[i]!))));
  const covariances = columns.flatMap((a, i) =>
    columns.map(
      (b, j) => a.reduce((sum, x, row) => sum + (x - means[i]!) * (b[row]! - means[j]!), 0) / rows,
    ),
  );
  return { means: Float64Array.from(means), reaches: Float64Array.from(reaches), covariances };
}

describe.each(openTestDevices())("ColumnCovariances on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  async function covariancesOf(values: Float32Array, dims: number, parts: readonly number[]) {
    const { means, reaches } = twoPasses({ values, dims });
    const sums = new ColumnCovariances(means, reaches);
    let start = 0;
    for (const rows of parts) {
      const part = values.subarray(start * dims, (start + rows) * dims);
      start += rows;
      const graph = new Graph("covariances");
      const input = graph.input("values", "f32", part.length);
      graph.output("products", sums.record(graph, input, rows));
      const { products } = await execute(await opened(), graph, { values: part });
      sums.add(products as Uint32Array);
    }
    return sums.covariances(start);
  }

  test("agrees with two passes over the values", async () => {
    const of = sample(999);
    const { covariances } = twoPasses(of);
    const result = await covariancesOf(of.values, of.dims, [999]);
    for (let i = 0; i < of.dims; i++) {
      for (let j = 0; j < of.dims; j++) {
        const size = Math.sqrt(covariances[i * of.dims + i]! * covariances[j * of.dims + j]!);
        const error = Math.abs(result[i * of.dims + j]! - covariances[i * of.dims + j]!);
        // Rounded to 2^-15 of the largest value, which is less than two deviations; it averages out.
        expect(error, `${i}, ${j}`).toBeLessThanOrEqual(size * 5e-6);
      }
    }
  });

  test("is the same in any parts", async () => {
    const { values, dims } = sample(100);
    const whole = await covariancesOf(values, dims, [100]);
    expect(await covariancesOf(values, dims, [1, 33, 66])).toEqual(whole);
  });
});
