import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testDeviceOptions } from "../../support/devices.ts";
import { answers, normalized } from "../../support/normalized.ts";

const mixed = answers["mixed"]!;

const statsOf = (out: string): string => join(out, "fitted", "embedding-whiten.json");

/** The means of the products of each two columns. */
function products(rows: readonly (readonly number[] | null)[], dims: number): number[] {
  return Array.from({ length: dims * dims }, (_, at) => {
    const [i, j] = [Math.floor(at / dims), at % dims];
    return rows.reduce((sum, row) => sum + row![i]! * row![j]!, 0) / rows.length;
  });
}

describe("whiten", () => {
  test("agrees with scikit-learn's PCA, but for the signs of the directions", async () => {
    const { rows } = await normalized(mixed, { method: "whiten" });
    const wanted = answers["whiten"]!;
    for (let i = 0; i < 5; i++) {
      const sign = Math.sign(rows[0]![i]! * wanted[0]![i]!);
      wanted.forEach((row, at) => {
        // Covariances are of values rounded to 2^-15 of their range, the least deviation is 1 % of
        // the largest; rounding 120 rows moves what is whitened by 5e-4.
        expect(Math.abs(rows[at]![i]! * sign - row![i]!), `${at}, ${i}`).toBeLessThan(1e-3);
      });
    }
  });

  test("leaves columns of variance 1 that have nothing in common", async () => {
    const { rows } = await normalized(mixed, { method: "whiten" });
    products(rows, 5).forEach((product, at) => {
      expect(Math.abs(product - (at % 6 === 0 ? 1 : 0))).toBeLessThan(2e-4);
    });
  });

  test("is applied and undone from its file", async () => {
    const { rows, out } = await normalized(mixed, { method: "whiten" });
    expect((await normalized(mixed, { stats: statsOf(out) })).rows).toEqual(rows);
    const undone = await normalized(rows, { stats: statsOf(out), invert: true });
    mixed.forEach((row, at) => {
      row!.forEach((value, i) => {
        // Sums of five products of 32-bit floats of values up to 10.
        expect(Math.abs(undone.rows[at]![i]! - value!)).toBeLessThan(1e-5);
      });
    });
  });

  test("keeps the components asked for, and undoes them to the nearest that they can tell", async () => {
    const { rows, out } = await normalized(mixed, { method: "whiten", components: 3 });
    const all = await normalized(mixed, { method: "whiten" });
    expect(rows).toEqual(all.rows.map((row) => row!.slice(0, 3)));
    const undone = await normalized(rows, { stats: statsOf(out), invert: true });
    const errors = mixed.flatMap((row, at) =>
      row!.map((value, i) => (undone.rows[at]![i]! - value!) ** 2),
    );
    // What is left out has deviations of 0.1 and 0.03.
    const lost = errors.reduce((sum, error) => sum + error, 0) / mixed.length;
    expect(lost).toBeGreaterThan(0.005);
    expect(lost).toBeLessThan(0.02);
  });

  test("is learnt from the rows that are all finite; the others become NaN", async () => {
    const whole = await normalized(mixed, { method: "whiten" });
    const holes = [[null, 1, 2, 3, 4], ...mixed, null];
    const { rows, out } = await normalized(holes, { method: "whiten" });
    expect(rows).toEqual([Array(5).fill(Number.NaN), ...whole.rows, null]);
    expect(await readFile(statsOf(out), "utf8")).toBe(await readFile(statsOf(whole.out), "utf8"));
  });

  test("leaves out directions in which the vectors do not spread", async () => {
    const flat = mixed.map((row) => [row![0]!, row![1]!, row![0]! + row![1]!, 5]);
    expect((await normalized(flat, { method: "whiten" })).rows[0]).toHaveLength(2);
  });

  test("is the same on every device, and in any batches", async () => {
    const texts = new Set<string>();
    const devices = testDeviceOptions().map((device) => ({ device }));
    for (const request of [{ batchRows: 7 }, ...devices]) {
      const { out } = await normalized(mixed, { method: "whiten" }, request);
      texts.add(await readFile(statsOf(out), "utf8"));
    }
    expect(texts.size).toBe(1);
  });

  test("and unit scale to length 1", async () => {
    const { rows } = await normalized(mixed, { method: "whiten", unit: true });
    for (const row of rows) expect(Math.hypot(...row!)).toBeCloseTo(1, 6);
  });

  test.each<[string, readonly number[][], object, RegExp]>([
    [
      "equal vectors",
      [
        [1, 2],
        [1, 2],
      ],
      {},
      /The 2 vectors .* spread in 0 directions: there/,
    ],
    [
      "too many components",
      [
        [1, 2],
        [2, 4],
      ],
      { components: 2 },
      /in 1 directions, not in 2/,
    ],
    [
      "components of another method",
      [[1]],
      { method: "l2", components: 1 },
      /Only the method whiten/,
    ],
    [
      "components beside statistics",
      [[1]],
      { method: undefined, stats: "f", components: 1 },
      /how many components/,
    ],
    ["long vectors", [Array(2049).fill(1)], {}, /at most 2048|have 2049 numbers/],
  ])("refuses %s", async (_, vectors, options, message) => {
    const run = normalized(vectors, { method: "whiten", ...options });
    await expect(run).rejects.toThrow(message);
  });
});
