import { OptionError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { dot, rowsAt } from "../core/matrix.ts";
import type { Device } from "../graph/device.ts";
import { CentreSums } from "./centre-sums.ts";
import { DistanceBounds } from "./distance-bounds.ts";
import { kMeansSeeds } from "./k-means-seeds.ts";
import { NearestCentres } from "./nearest-centres.ts";

/** How rows are clustered. */
export interface KMeansOptions {
  /** Centres, at most as many as there are rows. */
  readonly k: number;
  /** Of the draw of the first centres. */
  readonly seed?: number;
  /** The first centres, `k` rows of numbers, in place of drawn ones. */
  readonly initial?: Float32Array;
  /** Rounds at most. */
  readonly iterations?: number;
  /** Ends when the centres' squared moves add up to at most this share of the mean variance. */
  readonly tolerance?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What came of it. */
export interface KMeansResult {
  readonly centres: Matrix;
  /** The centre of each row. */
  readonly labels: Uint32Array;
  /** The sum of the squared distances of the rows to their centres. */
  readonly inertia: number;
  readonly iterations: number;
  /** Whether the last round moved the centres by no more than the tolerance. */
  readonly converged: boolean;
}

/**
 * Lloyd's k-means: rows go to the nearest centre, centres to the mean of their rows, until nothing
 * moves. Of equally near centres the lower takes the row. A centre without rows takes the row that
 * is farthest from its own. Rows whose bounds say that no other centre can have come nearer are
 * passed over. All devices, and all tile sizes, come to the same bits: what f32 cannot tell is
 * decided in f64, and means are summed in f64 in the order of the rows. All numbers must be finite.
 */
export async function kMeans(
  device: Device,
  rows: Matrix,
  { k, seed = 0, initial, iterations = 300, tolerance = 1e-4, signal }: KMeansOptions,
): Promise<KMeansResult> {
  const { rowCount, dims } = rows;
  if (k < 1 || k > rowCount) {
    throw new OptionError("k", `${k} centres are asked for, of ${rowCount} rows.`, {
      rule: "there are at least one centre and at most as many as rows",
    });
  }
  const { centred, mean, squares } = withoutMean(rows);
  let centres: Matrix = { rowCount: k, dims, values: new Float32Array(k * dims) };
  if (initial) {
    initial.forEach((value, i) => (centres.values[i] = value - mean[i % dims]!));
  } else {
    const chosen = await kMeansSeeds(device, centred, k, seed);
    chosen.forEach((row, i) =>
      centres.values.set(centred.values.subarray(row * dims, (row + 1) * dims), i * dims),
    );
  }
  const labels = new Uint32Array(rowCount);
  const bounds = new DistanceBounds(centred, squares);
  const sums = new CentreSums(centred, k);
  const lengths = squares.map(Math.sqrt);
  const total = squares.reduce((sum, square) => sum + square, 0);
  const variance = total / (rowCount * dims);
  await using finder = new NearestCentres(device, centred, lengths, k);
  let iteration = 0;
  let converged = false;
  while (!converged && iteration < iterations) {
    signal?.throwIfAborted();
    iteration++;
    const changed = await assign(finder, centres, labels, bounds, sums);
    if (changed === 0 && iteration > 1) {
      converged = true;
      break;
    }
    sums.fillEmpty(labels, centres, bounds);
    const next = sums.means(centres);
    const moved = bounds.move(labels, centres, next);
    centres = next;
    converged = moved <= tolerance * variance;
  }
  // The labels are those of the centres that are returned.
  await assign(finder, centres, labels, bounds, sums);
  const inertia = sums.inertia(centres, total);
  const values = centres.values.map((value, i) => value + mean[i % dims]!);
  return {
    centres: { rowCount: k, dims, values },
    labels,
    inertia,
    iterations: iteration,
    converged,
  };
}

/** Gives each row the nearest centre, and the sums their rows; returns how many got another one. */
async function assign(
  finder: NearestCentres,
  centres: Matrix,
  labels: Uint32Array,
  bounds: DistanceBounds,
  sums: CentreSums,
): Promise<number> {
  const { movers } = bounds;
  if (movers.rows.length > 0) {
    bounds.meet(labels, await finder.find(rowsAt(centres, movers.centres), movers.rows));
  }
  const open = bounds.open();
  const found = await finder.find(centres, open);
  bounds.set(open, found);
  let changed = 0;
  for (let i = 0; i < open.length; i++) {
    const row = open[i]!;
    const label = found.centre[i]!;
    if (!sums.has(row)) sums.add(row, label);
    else if (label !== labels[row]) sums.move(row, labels[row]!, label);
    else continue;
    labels[row] = label;
    changed++;
  }
  return changed;
}

/** The rows less their mean, and their squared lengths: f32 tells short rows apart for longer. */
function withoutMean({ rowCount, dims, values }: Matrix): {
  centred: Matrix;
  mean: Float64Array;
  squares: Float64Array;
} {
  const mean = new Float64Array(dims);
  for (let row = 0; row < rowCount; row++) addRow(mean, values, row * dims);
  for (let k = 0; k < dims; k++) mean[k] = mean[k]! / rowCount;
  const centred = new Float32Array(rowCount * dims);
  const squares = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    subtract(values, row * dims, mean, centred);
    squares[row] = dot(centred, row * dims, centred, row * dims, dims);
  }
  return { centred: { rowCount, dims, values: centred }, mean, squares };
}

// V8 is slow to optimise a long loop in a function that is called once; these are called often.

function addRow(sums: Float64Array, values: Float32Array, at: number): void {
  for (let k = 0; k < sums.length; k++) sums[k]! += values[at + k]!;
}

function subtract(values: Float32Array, at: number, mean: Float64Array, to: Float32Array): void {
  for (let k = 0; k < mean.length; k++) to[at + k] = values[at + k]! - mean[k]!;
}
