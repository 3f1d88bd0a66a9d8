import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Matrix, rowsAt, squaredLengths } from "../../src/core/matrix.ts";
import { DistanceBounds } from "../../src/ops/distance-bounds.ts";
import { wholeNumbers } from "../support/whole-matrices.ts";

/** The nearest of the centres to each of the rows, by exact scores of whole numbers. */
function nearest({ dims, values }: Matrix, rows: Uint32Array, centres: Matrix) {
  const centre = new Uint32Array(rows.length);
  const least = new Float64Array(rows.length);
  const others = new Float64Array(rows.length);
  rows.forEach((row, i) => {
    const scores = Array.from({ length: centres.rowCount }, (_, at) => {
      let score = 0;
      for (let k = 0; k < dims; k++) {
        const c = centres.values[at * dims + k]!;
        score += values[row * dims + k]! * c - (c * c) / 2;
      }
      return score;
    });
    const best = Math.max(...scores);
    const own = scores.indexOf(best);
    centre[i] = own;
    least[i] = best;
    others[i] = Math.max(...scores.filter((_, at) => at !== own));
  });
  return { centre, least, most: least, others };
}

interface Walk {
  readonly rowCount: number;
  readonly k: number;
  readonly far: number;
  readonly seed: number;
}

const DIMS = 24;

/** Centres that move a little in each of three rounds, some of them far. */
function walk({ rowCount, k, far, seed }: Walk, each: (round: number, bounds: Round) => void) {
  const rows = { rowCount, dims: DIMS, values: wholeNumbers(rowCount * DIMS, seed, 60) };
  const all = Uint32Array.from(rows.values.subarray(0, rowCount), (_, row) => row);
  let centres: Matrix = { rowCount: k, dims: DIMS, values: wholeNumbers(k * DIMS, seed + 1, 60) };
  const bounds = new DistanceBounds(rows, squaredLengths(rows));
  const first = nearest(rows, all, centres);
  bounds.set(bounds.open(), first);
  const labels = first.centre;
  for (let round = 0; round < 3; round++) {
    const steps = wholeNumbers(k * DIMS, seed + 2 + round, 1);
    const values = centres.values.map((value, i) => {
      const step = Math.floor(i / DIMS) < far ? 20 * steps[i]! : i % DIMS === 0 ? steps[i]! : 0;
      return value + step;
    });
    const next = { rowCount: k, dims: DIMS, values };
    bounds.move(labels, centres, next);
    centres = next;
    const { movers } = bounds;
    const own = rowsAt(centres, movers.centres);
    if (movers.rows.length > 0) bounds.meet(labels, nearest(rows, movers.rows, own));
    const open = bounds.open();
    each(round, { labels, truth: nearest(rows, all, centres).centre, movers, open });
    const found = nearest(rows, open, centres);
    bounds.set(open, found);
    open.forEach((row, i) => (labels[row] = found.centre[i]!));
  }
}

interface Round {
  readonly labels: Uint32Array;
  readonly truth: Uint32Array;
  readonly movers: DistanceBounds["movers"];
  readonly open: Uint32Array;
}

describe("DistanceBounds", () => {
  test("a row that is not open is with the nearest centre", () => {
    fc.assert(
      fc.property(
        fc.record({
          rowCount: fc.integer({ min: 1, max: 1500 }),
          k: fc.integer({ min: 2, max: 70 }),
          far: fc.integer({ min: 0, max: 4 }),
          seed: fc.integer(),
        }),
        (shape) => {
          walk(shape, (_, { labels, truth, open }) => {
            const openRows = new Set(open);
            labels.forEach((label, row) => {
              if (!openRows.has(row)) expect(label).toBe(truth[row]);
            });
          });
        },
      ),
      { numRuns: 15 },
    );
  });

  test("a few centres that move far are set apart, and open few rows", () => {
    walk({ rowCount: 3000, k: 64, far: 3, seed: 7 }, (_, { labels, truth, movers, open }) => {
      expect(movers.centres).toHaveLength(8);
      expect(new Set(movers.centres.subarray(0, 3))).toEqual(new Set([0, 1, 2]));
      expect(movers.rows.length).toBeGreaterThan(1500);
      expect(open.length).toBeLessThan(1000);
      const changed = labels.filter((label, row) => label !== truth[row]).length;
      expect(changed).toBeGreaterThan(0);
      expect(changed).toBeLessThanOrEqual(open.length);
    });
  });

  test("none is set apart where that saves too little", () => {
    walk({ rowCount: 100, k: 64, far: 3, seed: 7 }, (_, { movers }) => {
      expect(movers).toEqual({ centres: new Uint32Array(0), rows: new Uint32Array(0) });
    });
  });
});
