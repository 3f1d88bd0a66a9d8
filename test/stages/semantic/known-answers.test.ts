import { expect, test } from "vitest";
import { PairFinder } from "../../../src/ops/pair-finder.ts";
import { SimilarEdges } from "../../../src/stages/semantic/similar-edges.ts";
import { Vectors } from "../../../src/stages/semantic/vectors.ts";
import { openTestDevices } from "../../support/devices.ts";

/**
 * The known answers of NeMo Curator's pairwise cosine similarity: for each row the most similar
 * earlier one, and how similar it is.
 *
 * Source: tests/stages/deduplication/semantic/test_pairwise.py, which asks for them to 1e-6.
 */
const ROWS = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
  [10, 11, 12],
  [1, 2, 3],
  [1, 2, 3],
];
const SIMILARITIES = [0, 0.974631, 0.99819, 0.999618, 1, 1];
const INDICES = [0, 0, 1, 2, 0, 0];

test.each(openTestDevices())("NeMo Curator's pairwise answers on %s", async (_, open) => {
  await using device = await open();
  await using finder = new PairFinder(device);
  const matrix = { rowCount: 6, dims: 3, values: Float32Array.from(ROWS.flat()) };
  const vectors = new Vectors(matrix);
  const { left, right } = await finder.within(vectors.units(Uint32Array.of(0, 1, 2, 3, 4, 5)), 0);
  const edges = new SimilarEdges();
  left.forEach((row, i) => edges.add(row, right[i]!, vectors.cosine(row, right[i]!)));
  expect(edges.length).toBe(15);
  const best = edges.best(6, new Uint8Array(6).fill(1));
  const similarities = Array.from(best, (edge) => edges.similarity.view()[edge] ?? 0);
  similarities.forEach((value, row) => {
    expect(Math.abs(value - SIMILARITIES[row]!)).toBeLessThan(1e-6);
  });
  expect(Array.from(best, (edge) => edges.lower.view()[edge] ?? 0)).toEqual(INDICES);
});
