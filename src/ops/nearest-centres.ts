import {
  dot,
  type Matrix,
  padded,
  paddedDims,
  rowsBetween,
  squaredLengths,
} from "../core/matrix.ts";
import type { Device, Inputs, Outputs, Prepared } from "../graph/device.ts";
import { Graph } from "../graph/graph.ts";
import { record } from "../graph/recording.ts";
import { type Variables, variable } from "../graph/scalar.ts";
import { gatherRows } from "../kernels/gather-rows.ts";
import { topProducts } from "../kernels/top-products.ts";
import { productError, scoreError } from "./product-error.ts";

/** Bytes of rows in a tile, where the device's memory allows so many. */
const TILE_BYTES = 32 * 2 ** 20;
/** Places in a list: the nearest centre, and how near any other is. */
const LISTED = 2;

/** What is known of some rows and their nearest centres, each by `x·c - |c|² / 2`. */
export interface NearestCentre {
  readonly centre: Uint32Array;
  /** The score of that centre is at least this, and at most `most`. */
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** That of every other centre is at most this. */
  readonly others: Float64Array;
}

/** Rows that are on the device together. */
interface Tile {
  readonly first: number;
  readonly rowCount: number;
  prepared: Prepared | undefined;
}

/**
 * Finds the centre nearest to each of some rows, round after round, as the centres move. The rows
 * stay on the device where half of its memory holds them, and come in tiles in each round where it
 * does not. The device ranks the centres in f32; where its scores are too near each other to tell,
 * those in f64 decide, and of equal ones the lower centre. So all devices find the same.
 */
export class NearestCentres implements AsyncDisposable {
  readonly #device: Device;
  readonly #rows: Matrix;
  readonly #lengths: Float64Array;
  readonly #centreCount: number;
  /** Of products of rows of length 1 on the device. */
  readonly #error: number;
  readonly #tiles: readonly Tile[];
  readonly #stay: boolean;

  /** `lengths` are those of the rows. All numbers are finite. */
  constructor(device: Device, rows: Matrix, lengths: Float64Array, centreCount: number) {
    this.#device = device;
    this.#rows = rows;
    this.#lengths = lengths;
    this.#centreCount = centreCount;
    this.#error = productError(rows.dims, device.productInputs?.(topProducts));
    const { budget } = device.memory;
    const rowBytes = paddedDims(rows.dims) * 4;
    const tileBytes = Math.min(TILE_BYTES, budget / 16, device.maxBufferBytes);
    const tileRows = Math.max(1, Math.floor(tileBytes / rowBytes));
    // Each row is there twice: where it stays, and where it is gathered.
    this.#stay = rows.rowCount * rowBytes * 2 <= budget / 2;
    this.#tiles = Array.from({ length: Math.ceil(rows.rowCount / tileRows) }, (_, i) => {
      const rowCount = Math.min(tileRows, rows.rowCount - i * tileRows);
      return { first: i * tileRows, rowCount, prepared: undefined };
    });
  }

  /** The nearest of the centres, at most `centreCount`, to each of the `open` rows, which ascend. */
  async find(centres: Matrix, open: Uint32Array): Promise<NearestCentre> {
    const search = new Search(this.#rows, this.#lengths, this.#error, centres, open);
    const { values: centreValues } = padded(centres);
    const bias = Float32Array.from(search.halves, (half) => -half);
    let end = 0;
    // The device works on the next tile while the host settles one.
    let settled: Promise<void> = Promise.resolve();
    for (const tile of this.#tiles) {
      const start = end;
      while (end < open.length && open[end]! < tile.first + tile.rowCount) end++;
      if (start === end) continue;
      const rows = open.subarray(start, end).map((row) => row - tile.first);
      const variables = { count: rows.length, centres: centres.rowCount };
      const outputs = this.#run(tile, { rows, centres: centreValues, bias }, variables);
      outputs.catch(() => {});
      await settled;
      settled = outputs.then(({ scores, indices }) =>
        search.settle(start, rows.length, scores as Float32Array, indices as Uint32Array),
      );
      settled.catch(() => {});
    }
    await settled;
    return search;
  }

  async #run(tile: Tile, inputs: Inputs, variables: Variables): Promise<Outputs> {
    tile.prepared ??= await this.#device.prepare(record(this.#graph(tile)));
    try {
      return await tile.prepared.run(inputs, variables);
    } finally {
      if (!this.#stay) await free(tile);
    }
  }

  #graph({ first, rowCount }: Tile): Graph {
    const dims = paddedDims(this.#rows.dims);
    const graph = new Graph("nearest centres");
    const rows = graph.input("rows", "u32", rowCount);
    const values = graph.constant(
      "values",
      "f32",
      padded(rowsBetween(this.#rows, first, rowCount)).values,
    );
    const a = graph.scratch("gathered", "f32", rowCount * dims);
    const scores = graph.scratch("scores", "f32", rowCount * LISTED);
    const indices = graph.scratch("indices", "u32", rowCount * LISTED);
    const b = graph.input("centres", "f32", this.#centreCount * dims);
    const bias = graph.input("bias", "f32", this.#centreCount);
    const count = variable("count");
    graph.dispatch(gatherRows, { rows, values, result: a }, { count, dims });
    const bRows = variable("centres");
    const sizes = { aRows: count, bRows, dims, k: LISTED, firstColumn: 0 };
    graph.dispatch(topProducts, { a, b, bias, scores, indices }, sizes);
    graph.output("scores", scores, (variables) => variables["count"]! * LISTED);
    graph.output("indices", indices, (variables) => variables["count"]! * LISTED);
    return graph;
  }

  /** Gives the memory of the device back. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const tile of this.#tiles) await free(tile);
  }
}

async function free(tile: Tile): Promise<void> {
  const { prepared } = tile;
  tile.prepared = undefined;
  await prepared?.[Symbol.asyncDispose]();
}

/** A round: what the device found, made certain. */
class Search implements NearestCentre {
  readonly centre: Uint32Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
  readonly others: Float64Array;
  /** |c|² / 2 */
  readonly halves: Float64Array;
  readonly #rows: Matrix;
  readonly #lengths: Float64Array;
  readonly #error: number;
  readonly #centres: Matrix;
  readonly #open: Uint32Array;
  readonly #longest: number;

  constructor(
    rows: Matrix,
    lengths: Float64Array,
    error: number,
    centres: Matrix,
    open: Uint32Array,
  ) {
    this.#error = error;
    this.#rows = rows;
    this.#lengths = lengths;
    this.#centres = centres;
    this.#open = open;
    this.halves = squaredLengths(centres).map((square) => square / 2);
    this.#longest = Math.sqrt(2 * this.halves.reduce((most, half) => Math.max(most, half), 0));
    this.centre = new Uint32Array(open.length);
    this.least = new Float64Array(open.length);
    this.most = new Float64Array(open.length);
    this.others = new Float64Array(open.length);
  }

  /** Takes the lists of `count` open rows from `first` on. */
  settle(first: number, count: number, scores: Float32Array, indices: Uint32Array): void {
    for (let i = 0; i < count; i++) {
      const at = first + i;
      const error = scoreError(this.#error, this.#lengths[this.#open[at]!]!, this.#longest);
      const best = scores[i * LISTED]!;
      const next = scores[i * LISTED + 1]!;
      if (best - next > 2 * error) {
        this.centre[at] = indices[i * LISTED]!;
        this.least[at] = best - error;
        this.most[at] = best + error;
        this.others[at] = next + error;
      } else {
        this.#rank(at);
      }
    }
  }

  /** Compares all centres in f64. */
  #rank(at: number): void {
    const { dims, values } = this.#rows;
    const row = this.#open[at]! * dims;
    let best = Number.NEGATIVE_INFINITY;
    let next = Number.NEGATIVE_INFINITY;
    let nearest = 0;
    for (let centre = 0; centre < this.#centres.rowCount; centre++) {
      const product = dot(values, row, this.#centres.values, centre * dims, dims);
      const score = product - this.halves[centre]!;
      if (score > best) [best, next, nearest] = [score, best, centre];
      else if (score > next) next = score;
    }
    this.centre[at] = nearest;
    this.least[at] = best;
    this.most[at] = best;
    this.others[at] = next;
  }
}
