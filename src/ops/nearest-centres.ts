import { dot, type Matrix, padded, paddedDims, squaredLengths } from "../core/matrix.ts";
import { BatchRunner } from "../graph/batch-runner.ts";
import type { Device } from "../graph/device.ts";
import { Graph } from "../graph/graph.ts";
import { variable } from "../graph/scalar.ts";
import { topProducts } from "../kernels/top-products.ts";
import { productError, scoreError } from "./product-error.ts";

/** Bytes of rows that are on the device at a time, where its memory allows so many. */
const TILE_BYTES = 8 * 2 ** 20;
/** Places in a list: the nearest centre, and how near any other is. */
const LISTED = 2;

/** What is known of some rows and their nearest centres, each by `x·c - |c|² / 2`. */
export interface NearestCentre {
  readonly centre: Uint32Array;
  /** The score of that centre is at least this. */
  readonly score: Float64Array;
  /** That of every other centre is at most this. */
  readonly others: Float64Array;
}

/**
 * Finds the centre nearest to each of some rows, round after round, as the centres move. The device
 * ranks the centres in f32; where its scores are too near each other to tell, those in f64 decide,
 * and of equal ones the lower centre. So all devices find the same.
 */
export class NearestCentres implements AsyncDisposable {
  readonly #rows: Matrix;
  readonly #lengths: Float64Array;
  /** Of products of rows of length 1 on the device. */
  readonly #error: number;
  readonly #tileRows: number;
  readonly #runner: BatchRunner;
  /** Rows that are not behind one another are gathered here, in turn: two tiles are on their way. */
  readonly #staging: [Float32Array, Float32Array] = [new Float32Array(), new Float32Array()];

  /** `lengths` are those of the rows. All numbers are finite. */
  constructor(device: Device, rows: Matrix, lengths: Float64Array, centreCount: number) {
    this.#rows = rows;
    this.#lengths = lengths;
    this.#error = productError(rows.dims, device.productInputs?.(topProducts));
    const dims = paddedDims(rows.dims);
    const tileBytes = Math.min(TILE_BYTES, device.memory.budget / 8);
    this.#tileRows = Math.max(1, Math.floor(tileBytes / (dims * 4)));
    const listed = Math.min(LISTED, centreCount);
    this.#runner = new BatchRunner(
      device,
      ({ rows: capacity }) => {
        const graph = new Graph("nearest centres");
        const buffers = {
          a: graph.input("a", "f32", capacity! * dims),
          b: graph.input("b", "f32", centreCount * dims),
          bias: graph.input("bias", "f32", centreCount),
          scores: graph.scratch("scores", "f32", capacity! * listed),
          indices: graph.scratch("indices", "u32", capacity! * listed),
        };
        const sizes = { aRows: variable("rows"), bRows: centreCount, dims };
        graph.dispatch(topProducts, buffers, { ...sizes, k: listed, firstColumn: 0 });
        for (const name of ["scores", "indices"] as const) {
          graph.output(name, buffers[name], (values) => values["rows"]! * listed);
        }
        return graph;
      },
      2,
    );
  }

  /** The nearest of the centres to each of the `open` rows, which ascend. */
  async find(centres: Matrix, open: Uint32Array): Promise<NearestCentre> {
    const search = new Search(this.#rows, this.#lengths, this.#error, centres, open);
    const { values: b } = padded(centres);
    const bias = search.halves.map((half) => -half);
    // The device works on the next tile while the host settles one.
    let settled: Promise<void> = Promise.resolve();
    for (let first = 0, turn = 0; first < open.length; first += this.#tileRows, turn = 1 - turn) {
      const rows = Math.min(this.#tileRows, open.length - first);
      const a = this.#tile(open.subarray(first, first + rows), turn);
      const outputs = this.#runner.run({ rows }, { a, b, bias: new Float32Array(bias) }, { rows });
      outputs.catch(() => {});
      await settled;
      settled = outputs.then(({ scores, indices }) =>
        search.settle(first, rows, scores as Float32Array, indices as Uint32Array),
      );
      settled.catch(() => {});
    }
    await settled;
    return search;
  }

  #tile(open: Uint32Array, turn: number): Float32Array {
    const { dims, values } = this.#rows;
    const wide = paddedDims(dims);
    const first = open[0]!;
    if (open[open.length - 1]! - first === open.length - 1 && wide === dims) {
      return values.subarray(first * dims, (first + open.length) * dims);
    }
    const staging = this.#staging;
    if (staging[turn]!.length < open.length * wide)
      staging[turn] = new Float32Array(open.length * wide);
    const tile = staging[turn]!;
    open.forEach((row, i) => tile.set(values.subarray(row * dims, (row + 1) * dims), i * wide));
    return tile.subarray(0, open.length * wide);
  }

  /** Gives the memory of the device back. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#runner[Symbol.asyncDispose]();
  }
}

/** A round: what the device found, made certain. */
class Search implements NearestCentre {
  readonly centre: Uint32Array;
  readonly score: Float64Array;
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
    this.score = new Float64Array(open.length);
    this.others = new Float64Array(open.length);
  }

  /** Takes the lists of `count` open rows from `first` on. */
  settle(first: number, count: number, scores: Float32Array, indices: Uint32Array): void {
    const listed = Math.min(LISTED, this.#centres.rowCount);
    for (let i = 0; i < count; i++) {
      const at = first + i;
      const error = scoreError(this.#error, this.#lengths[this.#open[at]!]!, this.#longest);
      const best = scores[i * listed]!;
      const next = listed > 1 ? scores[i * listed + 1]! : Number.NEGATIVE_INFINITY;
      if (best - next > 2 * error) {
        this.centre[at] = indices[i * listed]!;
        this.score[at] = best - error;
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
    let [best, next, nearest] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (let centre = 0; centre < this.#centres.rowCount; centre++) {
      const product = dot(values, row, this.#centres.values, centre * dims, dims);
      const score = product - this.halves[centre]!;
      if (score > best) [best, next, nearest] = [score, best, centre];
      else if (score > next) next = score;
    }
    this.centre[at] = nearest;
    this.score[at] = best;
    this.others[at] = next;
  }
}
