import { expect, test } from "vitest";
import { plantedRows, scripts } from "../../bench/accuracy/planted.ts";
import { score } from "../../bench/accuracy/score.ts";
import {
  adjustedRandIndex,
  coreScore,
  predictionsOf,
} from "../../bench/accuracy/text-dedup-method.ts";
import { shinglesOf, truePairs } from "../../bench/accuracy/truth.ts";

test("shingles are windows of code points, not of code units", () => {
  expect(shinglesOf("😀ab😀", 3)).toEqual(new Set(["😀ab", "ab😀"]));
  expect(shinglesOf("ab", 5)).toEqual(new Set(["ab"]));
  expect(shinglesOf("", 5)).toEqual(new Set());
});

test("finds all pairs, and how alike they are", () => {
  // 2 of 4 windows shared, then all of them, then none.
  const pairs = truePairs(["abcdefg", "abcdefx", "abcdefg", "zzzzz", ""], 0.1);
  expect(pairs).toEqual([
    { low: 0, high: 1, jaccard: 0.5 },
    { low: 0, high: 2, jaccard: 1 },
    { low: 1, high: 2, jaccard: 0.5 },
  ]);
});

test("scores what is kept", () => {
  const pairs = [
    { low: 0, high: 1, jaccard: 1 },
    { low: 2, high: 3, jaccard: 0.82 },
    { low: 4, high: 5, jaccard: 0.75 },
  ];
  // 1 goes rightly, 3 stays wrongly, 5 goes wrongly, and so does 6, which is like nothing.
  const result = score(7, new Set([0, 2, 3, 4]), pairs, 0.8);
  expect(result).toMatchObject({ removed: 3, precision: 1 / 3, recall: 1 / 2 });
  expect(result.byBin.filter((bin) => bin.pairs > 0)).toEqual([
    { from: 0.7, pairs: 1, resolved: 1 },
    { from: 0.8, pairs: 1, resolved: 0 },
    { from: 1, pairs: 1, resolved: 1 },
  ]);
});

test("plants the same rows for a seed, of every script, well-formed", () => {
  const rows = plantedRows(2, 5);
  expect(rows).toEqual(plantedRows(2, 5));
  expect(rows).not.toEqual(plantedRows(2, 6));
  expect(new Set(rows.map(({ script }) => script))).toEqual(new Set(scripts));
  expect(rows.every(({ text }) => text.isWellFormed())).toBe(true);
});

const sets = (object: Record<string, string[]>): Map<string, Set<string>> =>
  new Map(Object.entries(object).map(([id, others]) => [id, new Set(others)]));

test("scores CORE as text-dedup does", () => {
  const labels = sets({ a: ["b"], b: ["a"], c: [], d: [], e: ["f"], f: ["e"] });
  // a and b are found, c is right, d is wrong, e is missed, f has too many but all of its own.
  const predictions = sets({ a: ["b"], b: ["a"], d: ["a"], f: ["e", "c"] });
  expect(coreScore(labels, predictions)).toEqual({
    precisionDuplicates: 3 / 4,
    recallDuplicates: 3 / 4,
    precisionOthers: 1 / 2,
    recallOthers: 1 / 2,
    macroPrecision: 5 / 8,
    accuracy: 3 / 6,
  });
});

test("scores no predictions as text-dedup does", () => {
  const { accuracy, recallDuplicates, macroPrecision } = coreScore(
    sets({ a: ["b"], b: ["a"] }),
    sets({}),
  );
  expect([accuracy, recallDuplicates, macroPrecision]).toEqual([0, 0, 0]);
});

test("predicts the others of a cluster", () => {
  const clusters = new Map([
    ["a", 1],
    ["b", 1],
    ["c", 2],
  ]);
  expect(predictionsOf(clusters)).toEqual(sets({ a: ["b"], b: ["a"], c: [] }));
});

test("the adjusted Rand index is that of its definition", () => {
  expect(adjustedRandIndex([0, 0, 1, 1], ["x", "x", "y", "y"])).toBe(1);
  expect(adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(-0.5, 12);
  // From the documentation of scikit-learn.
  expect(adjustedRandIndex([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(0.5714285714, 9);
  expect(adjustedRandIndex([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo(0.5714285714, 9);
});
