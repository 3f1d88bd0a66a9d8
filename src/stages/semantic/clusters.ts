import type { Matrix } from "../../core/matrix.ts";
import { dot, squaredLengths } from "../../core/matrix.ts";
import type { Device } from "../../graph/device.ts";
import { kMeans } from "../../ops/k-means.ts";
import { NearestRows } from "../../ops/nearest-rows.ts";
import type { Vectors } from "./vectors.ts";

/** No cluster. */
export const NONE = 0xffffffff;

/** Rows for each centre that the centres are fitted to, and rounds of that. */
const FIT_ROWS = 64;
const FIT_ROUNDS = 12;
const FIT_TOLERANCE = 1e-3;
/** Rows that are assigned at a time, in bytes. */
const TILE_BYTES = 64 * 2 ** 20;
/** More than the rounding to f32 can move a row or a centre. */
const SLACK = 1e-6;

export interface Clusters {
  readonly centres: Matrix;
  /** `probes` clusters for each row of the data, the nearest first, `NONE` behind the last. */
  readonly probes: number;
  readonly ofRow: Uint32Array;
  /** Share of the rows put into clusters that could join all that they had to. */
  readonly covered: number;
}

/** Fits the centres of `k` clusters to a sample of the rows. */
export async function fitCentres(
  device: Device,
  vectors: Vectors,
  rows: Uint32Array,
  { k, seed, signal }: { k: number; seed: number; signal: AbortSignal | undefined },
): Promise<Matrix> {
  const step = Math.max(1, Math.floor(rows.length / (FIT_ROWS * k)));
  const sample = vectors.units(step === 1 ? rows : rows.filter((_, i) => i % step === 0));
  const { centres } = await kMeans(device, sample, {
    k,
    seed,
    iterations: FIT_ROUNDS,
    tolerance: FIT_TOLERANCE,
    signal,
  });
  return centres;
}

export interface AssignSettings {
  readonly probes: number;
  /** The clusters of the first rows of the data, which have some. */
  readonly known: Uint32Array;
  /** The least cosine of a similar pair. */
  readonly least: number;
  readonly signal: AbortSignal | undefined;
  onAssigned(rows: number): void;
}

/**
 * Puts rows into clusters: each into that of the nearest centre and into those that a similar row
 * can be in. Where two rows at a distance t are on different sides of the boundary between two
 * centres, the nearer one is at most t / 2 from it. So a row joins all clusters whose boundary with
 * its own is that near, up to `probes`, and no pair is missed of two rows that could join all that
 * they had to.
 */
export async function assignRows(
  device: Device,
  vectors: Vectors,
  rows: Uint32Array,
  centres: Matrix,
  { known, least, signal, onAssigned, ...settings }: AssignSettings,
): Promise<Clusters> {
  const probes = Math.min(settings.probes, centres.rowCount);
  const ofRow = new Uint32Array(vectors.matrix.rowCount * probes).fill(NONE);
  ofRow.set(known);
  const boundaries = new Boundaries(centres);
  const reach = Math.sqrt(Math.max(0, 2 - 2 * least)) / 2 + SLACK;
  const tileRows = Math.max(1, Math.floor(TILE_BYTES / (centres.dims * 4)));
  let covered = 0;
  await using finder = new NearestRows(device, centres, probes);
  for (let first = 0; first < rows.length; first += tileRows) {
    signal?.throwIfAborted();
    const tile = rows.subarray(first, first + tileRows);
    const units = vectors.units(tile);
    const { indices, scores, others } = await finder.find(units, squaredLengths(units));
    tile.forEach((row, i) => {
      const at = i * probes;
      const own = indices[at]!;
      ofRow[row * probes] = own;
      let joined = 1;
      for (let j = at + 1; j < at + probes; j++) {
        const difference = scores[at]! - scores[j]!;
        if (difference <= reach * boundaries.distance(own, indices[j]!)) {
          ofRow[row * probes + joined++] = indices[j]!;
        }
      }
      if (!(scores[at]! - others[i]! <= reach * boundaries.farthest(own))) covered++;
    });
    onAssigned(tile.length);
  }
  return { centres, probes, ofRow, covered: rows.length === 0 ? 1 : covered / rows.length };
}

/** Distances between centres, each computed when it is first asked for. */
class Boundaries {
  readonly #centres: Matrix;
  readonly #squares: Float64Array;
  readonly #known = new Map<number, number>();
  readonly #farthest = new Map<number, number>();

  constructor(centres: Matrix) {
    this.#centres = centres;
    this.#squares = squaredLengths(centres);
  }

  distance(a: number, b: number): number {
    const [low, high] = a < b ? [a, b] : [b, a];
    const key = low * this.#centres.rowCount + high;
    let distance = this.#known.get(key);
    if (distance === undefined) this.#known.set(key, (distance = this.#measure(low, high)));
    return distance;
  }

  /** The distance to the farthest other centre. */
  farthest(centre: number): number {
    let most = this.#farthest.get(centre);
    if (most === undefined) {
      most = 0;
      for (let other = 0; other < this.#centres.rowCount; other++) {
        most = Math.max(most, this.#measure(centre, other));
      }
      this.#farthest.set(centre, most);
    }
    return most;
  }

  #measure(a: number, b: number): number {
    const { dims, values } = this.#centres;
    const product = dot(values, a * dims, values, b * dims, dims);
    return Math.sqrt(Math.max(0, this.#squares[a]! + this.#squares[b]! - 2 * product));
  }
}

/** Whether two rows have a cluster in common. */
export function shareCluster({ probes, ofRow }: Clusters, a: number, b: number): boolean {
  for (let i = a * probes; i < (a + 1) * probes && ofRow[i] !== NONE; i++) {
    for (let j = b * probes; j < (b + 1) * probes && ofRow[j] !== NONE; j++) {
      if (ofRow[i] === ofRow[j]) return true;
    }
  }
  return false;
}
