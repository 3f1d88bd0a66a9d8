import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bandRecall, chooseBands } from "../../src/ops/index.ts";

describe("chooseBands", () => {
  test.each([
    [0.5, "42x3", "64x4"],
    [0.55, "32x4", "51x5"],
    [0.6, "32x4", "42x6"],
    [0.65, "25x5", "36x7"],
    [0.7, "21x6", "32x8"],
    [0.75, "18x7", "28x9"],
    [0.8, "14x9", "21x12"],
    [0.85, "10x12", "16x16"],
    [0.9, "7x18", "10x25"],
    [0.95, "5x25", "7x36"],
  ])("for %d cuts 128 slots %s and 256 slots %s", (threshold, of128, of256) => {
    const cut = (slots: number): string => {
      const { bands, rowsPerBand } = chooseBands(threshold, slots);
      return `${bands}x${rowsPerBand}`;
    };
    expect(cut(128)).toBe(of128);
    expect(cut(256)).toBe(of256);
  });

  test("finds what it promises, for any threshold and number of slots", () => {
    const slots = fc.constantFrom(64, 128, 256, 512);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), slots, (threshold, count) => {
        const banding = chooseBands(threshold, count);
        expect(banding.bands * banding.rowsPerBand).toBeLessThanOrEqual(count);
        expect(bandRecall(Math.min(threshold + 0.05, 0.975), banding)).toBeGreaterThanOrEqual(0.95);
        expect(bandRecall(Math.min(threshold + 0.1, 1), banding)).toBeGreaterThanOrEqual(0.99);
      }),
    );
  });
});

test.each([
  [0.8, 14, 9, 0.867],
  [0.6, 14, 9, 0.132],
  [0.7, 21, 6, 0.928],
  [0.2, 42, 3, 0.286],
])("bandRecall of %d in %d bands of %d is %d", (similarity, bands, rowsPerBand, recall) => {
  expect(bandRecall(similarity, { bands, rowsPerBand })).toBeCloseTo(recall, 3);
});

test("bandRecall is 0 for unlike and 1 for equal rows", () => {
  expect(bandRecall(0, { bands: 14, rowsPerBand: 9 })).toBe(0);
  expect(bandRecall(1, { bands: 14, rowsPerBand: 9 })).toBe(1);
});
