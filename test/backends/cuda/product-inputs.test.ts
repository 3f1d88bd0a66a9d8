import { describe, expect, test } from "vitest";
import { openCpu } from "../../../src/backends/cpu/index.ts";
import { dot, type Matrix, squaredLengths } from "../../../src/core/matrix.ts";
import type { ProductInputs } from "../../../src/core/kernel.ts";
import { execute } from "../../../src/graph/execute.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { rowProducts, similarPairs, topProducts } from "../../../src/kernels/index.ts";
import { NearestRows } from "../../../src/ops/nearest-rows.ts";
import { pairError, PairFinder } from "../../../src/ops/pair-finder.ts";
import { productError } from "../../../src/ops/product-error.ts";
import { seededRandom } from "../../../src/ops/seeded-random.ts";
import { canEmulate, openEmulatedCuda } from "../../support/cuda-emulator.ts";

const open = (inputs: ProductInputs) => openEmulatedCuda(2 ** 30, inputs);

/** Rows of length 1, of numbers that are drawn around `middle`. */
function unitRows(rowCount: number, dims: number, seed: number, middle: number): Matrix {
  const random = seededRandom(seed);
  const values = Float32Array.from({ length: rowCount * dims }, () => middle + random() - 0.5);
  const lengths = squaredLengths({ rowCount, dims, values }).map(Math.sqrt);
  return { rowCount, dims, values: values.map((value, i) => value / lengths[(i / dims) | 0]!) };
}

/** Rows all of whose numbers lie just below the middle between two that the inputs can hold. */
function unluckyRows(bits: number): Matrix {
  const value = (1 + (1 - 2 ** -8) * 2 ** -bits) / 8;
  return { rowCount: 1, dims: 64, values: new Float32Array(64).fill(value) };
}

async function mostError(inputs: ProductInputs, a: Matrix, b: Matrix): Promise<number> {
  const { dims } = a;
  await using device = await open(inputs);
  expect(device.productInputs!(rowProducts)).toBe(inputs);
  const graph = new Graph("products");
  const products = graph.scratch("products", "f32", a.rowCount * b.rowCount);
  const rows = {
    a: graph.input("a", "f32", a.values.length),
    b: graph.input("b", "f32", b.values.length),
  };
  const params = { aRows: a.rowCount, bRows: b.rowCount, dims };
  graph.dispatch(rowProducts, { ...rows, products }, params);
  graph.output("products", products);
  const outputs = await execute(device, graph, { a: a.values, b: b.values });
  let most = 0;
  outputs["products"]!.forEach((product, i) => {
    const [row, column] = [Math.floor(i / b.rowCount), i % b.rowCount];
    const exact = dot(a.values, row * dims, b.values, column * dims, dims);
    most = Math.max(most, Math.abs(product - exact));
  });
  return most;
}

describe.runIf(canEmulate)("products on tensor cores, emulated", () => {
  test.each(["f32", "split", "tf32", "bf16", "f16"] as const)(
    "of %s are as near to the exact ones as is promised",
    async (inputs) => {
      for (const [dims, middle] of [
        [4, 0],
        [60, 0],
        [384, 0],
        [384, 1],
        [1536, 1],
      ] as const) {
        const a = unitRows(40, dims, 1, middle);
        const b = unitRows(33, dims, 2, middle);
        expect(await mostError(inputs, a, b)).toBeLessThan(productError(dims, inputs));
      }
    },
  );

  test.each([
    ["tf32", 11],
    ["f16", 11],
    ["bf16", 8],
  ] as const)("of %s are at worst nearly as far off as is promised", async (inputs, bits) => {
    const rows = unluckyRows(bits);
    const error = await mostError(inputs, rows, rows);
    expect(error).toBeLessThan(productError(64, inputs));
    expect(error).toBeGreaterThan(0.9 * productError(64, inputs));
  });

  test("are split where nothing is asked for and numbers count, and of f16 to find pairs", async () => {
    await using device = await openEmulatedCuda();
    expect([rowProducts, topProducts, similarPairs].map(device.productInputs!)).toEqual([
      "split",
      "split",
      "f16",
    ]);
  });

  test.each(["f32", "split", "tf32", "bf16"] as const)(
    "of %s find the centres that exact scores find",
    async (inputs) => {
      // So near to each other that none of the inputs tells all of them apart.
      const rows = unitRows(300, 32, 3, 2);
      const centres = unitRows(40, 32, 4, 2);
      const squares = squaredLengths(rows);
      await using device = await open(inputs);
      await using cpu = openCpu({ budgetBytes: 2 ** 30 });
      await using finder = new NearestRows(device, centres, 2);
      await using reference = new NearestRows(cpu, centres, 2);
      const found = await finder.find(rows, squares);
      const expected = await reference.find(rows, squares);
      expect(found.indices).toEqual(expected.indices);
      expect(found.scores).toEqual(expected.scores);
      found.others.forEach((other, row) => {
        expect(other).toBeGreaterThanOrEqual(rankedScore(rows, row, centres, 2));
      });
    },
  );

  test.each(["f32", "tf32", "bf16", "f16"] as const)(
    "of %s let no similar pair by, and few others",
    async (inputs) => {
      const least = 0.95;
      const rows = unitRows(200, 64, 5, 1.1);
      await using device = await open(inputs);
      await using finder = new PairFinder(device);
      const error = pairError(device, rows.dims);
      const { left, right } = await finder.within(rows, least - error);
      const found = new Set(Array.from(left, (row, i) => `${row} ${right[i]}`));
      let similar = 0;
      for (let i = 0; i < rows.rowCount; i++) {
        for (let j = i + 1; j < rows.rowCount; j++) {
          const cosine = dot(rows.values, i * rows.dims, rows.values, j * rows.dims, rows.dims);
          if (cosine >= least) similar++;
          if (cosine >= least) expect(found).toContain(`${i} ${j}`);
          if (cosine < least - 2 * error) expect(found).not.toContain(`${i} ${j}`);
        }
      }
      expect(similar).toBeGreaterThan(100);
      expect(similar).toBeLessThan(19_000);
    },
  );
});

/** The score of the centre at that place, from 0, when all are ranked. */
function rankedScore({ dims, values }: Matrix, row: number, centres: Matrix, at: number): number {
  const squares = squaredLengths(centres);
  const scores = Array.from(
    squares,
    (square, c) => dot(values, row * dims, centres.values, c * dims, dims) - square / 2,
  );
  return scores.toSorted((a, b) => b - a)[at]!;
}
