import type { Matrix } from "../core/matrix.ts";
import { squaredLengths } from "../core/matrix.ts";
import type { Device } from "../graph/device.ts";
import { NearestRows } from "./nearest-rows.ts";
import { type Random, seededRandom } from "./seeded-random.ts";

/** Multiplications up to which seeds are drawn from all rows, one after the other. */
const DIRECT_WORK = 2 ** 28;
/** Rounds of drawing many at once, and the candidates of a round as a share of `k`. */
const ROUNDS = 5;
const OVERSAMPLING = 0.5;

/**
 * `k` rows to start k-means from, far from each other: each is drawn with a probability in
 * proportion to its squared distance from those drawn before (k-means++). Where there is too much
 * to go through once for each centre, candidates are drawn in a few rounds of many (k-means||), and
 * the centres from those, each counting as much as the rows nearest to it.
 *
 * Sources: Arthur, Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007;
 * Bahmani et al., "Scalable k-means++", VLDB 2012.
 */
export async function kMeansSeeds(
  device: Device,
  rows: Matrix,
  k: number,
  seed: number,
  directWork = DIRECT_WORK,
): Promise<Uint32Array> {
  const random = seededRandom(seed);
  const all = Uint32Array.from({ length: rows.rowCount }, (_, row) => row);
  if (rows.rowCount * k * rows.dims <= directWork) {
    return drawn(rows, all, new Float64Array(all.length).fill(1), k, random);
  }
  const { candidates, weights } = await oversampled(device, rows, k, random);
  return drawn(rows, candidates, weights, k, random);
}

/** `k` of the candidate rows, by k-means++. */
function drawn(
  { values, dims }: Matrix,
  candidates: Uint32Array,
  weights: Float64Array,
  k: number,
  random: Random,
): Uint32Array {
  const chosen = new Uint32Array(k);
  const taken = new Uint8Array(candidates.length);
  const distances = new Float64Array(candidates.length).fill(Number.POSITIVE_INFINITY);
  const chances = weights.slice();
  for (let i = 0; i < k; i++) {
    const at = pick(chances, random) ?? taken.indexOf(0);
    taken[at] = 1;
    chosen[i] = candidates[at]!;
    for (let j = 0; j < candidates.length; j++) {
      const distance = squaredDistance(values, candidates[j]! * dims, chosen[i]! * dims, dims);
      if (distance < distances[j]!) distances[j] = distance;
      chances[j] = taken[j] ? 0 : distances[j]! * weights[j]!;
    }
  }
  return chosen;
}

function squaredDistance(values: Float32Array, i: number, j: number, dims: number): number {
  let sum = 0;
  for (let k = 0; k < dims; k++) {
    const difference = values[i + k]! - values[j + k]!;
    sum += difference * difference;
  }
  return sum;
}

/** A position, with a chance in proportion to its number; nothing where all are 0. */
function pick(chances: Float64Array, random: Random): number | undefined {
  let total = 0;
  for (const chance of chances) total += chance;
  if (!(total > 0)) return undefined;
  let left = random() * total;
  let last = 0;
  for (let i = 0; i < chances.length; i++) {
    if (chances[i]! <= 0) continue;
    last = i;
    left -= chances[i]!;
    if (left < 0) break;
  }
  return last;
}

/** Candidates drawn in rounds, each with the number of rows that are nearest to it. */
async function oversampled(
  device: Device,
  rows: Matrix,
  k: number,
  random: Random,
): Promise<{ candidates: Uint32Array; weights: Float64Array }> {
  const { rowCount } = rows;
  const squares = squaredLengths(rows);
  const distances = new Float64Array(rowCount).fill(Number.POSITIVE_INFINITY);
  const owner = new Uint32Array(rowCount);
  const candidates: number[] = [];
  let fresh = [Math.floor(random() * rowCount)];
  for (let round = 0; ; round++) {
    await approach(device, rows, squares, fresh, candidates.length, distances, owner);
    candidates.push(...fresh);
    if (round >= ROUNDS && candidates.length >= k) break;
    let total = 0;
    for (const distance of distances) total += distance;
    if (total === 0) break;
    const chance = Math.max(1, OVERSAMPLING * k) / total;
    fresh = [];
    for (let row = 0; row < rowCount; row++) {
      if (random() < chance * distances[row]!) fresh.push(row);
    }
    if (fresh.length === 0) fresh = [farthest(distances)];
  }
  const weights = new Float64Array(candidates.length);
  for (const index of owner) weights[index]!++;
  // Where fewer rows than `k` are distinct, any will do.
  const chosen = new Set(candidates);
  for (let row = 0; chosen.size < k; row++) chosen.add(row);
  const padding = new Float64Array(chosen.size);
  padding.set(weights);
  return { candidates: Uint32Array.from(chosen), weights: padding };
}

/** Brings distances and owners up to date with fresh candidates, numbered from `first` on. */
async function approach(
  device: Device,
  rows: Matrix,
  squares: Float64Array,
  fresh: readonly number[],
  first: number,
  distances: Float64Array,
  owner: Uint32Array,
): Promise<void> {
  const { dims, values } = rows;
  const centres = new Float32Array(fresh.length * dims);
  fresh.forEach((row, i) => centres.set(values.subarray(row * dims, (row + 1) * dims), i * dims));
  const matrix = { rowCount: fresh.length, dims, values: centres };
  await using finder = new NearestRows(device, matrix, 1);
  const { indices, scores } = await finder.find(rows, squares);
  for (let row = 0; row < rows.rowCount; row++) {
    const distance = Math.max(0, squares[row]! - 2 * scores[row]!);
    if (distance >= distances[row]!) continue;
    distances[row] = distance;
    owner[row] = first + indices[row]!;
  }
  // What a row is apart from itself is rounding.
  fresh.forEach((row, i) => {
    distances[row] = 0;
    owner[row] = first + i;
  });
}

function farthest(distances: Float64Array): number {
  let best = 0;
  distances.forEach((distance, row) => {
    if (distance > distances[best]!) best = row;
  });
  return best;
}
