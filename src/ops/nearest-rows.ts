import { assert } from "../core/assert.ts";
import type { Matrix } from "../core/matrix.ts";
import { dot, padded, paddedDims, rowsBetween, squaredLengths } from "../core/matrix.ts";
import { BatchRunner } from "../graph/batch-runner.ts";
import type { Device } from "../graph/device.ts";
import { Graph } from "../graph/graph.ts";
import { variable } from "../graph/scalar.ts";
import { topProducts } from "../kernels/top-products.ts";
import { productError, scoreError } from "./product-error.ts";

/** Bytes of rows that are on the device at a time, where its memory allows so many. */
const TILE_BYTES = 8 * 2 ** 20;
/** Places in a list beyond those asked for, so that near ties seldom need all centres. */
const SPARE = 2;

/** The nearest centres of some rows. */
export interface Nearest {
  /** `k` centres for each row, nearest first; of equally near ones the lower comes first. */
  readonly indices: Uint32Array;
  /** The score of each: the higher, the nearer. A squared distance is `|x|² - 2 score`. */
  readonly scores: Float64Array;
  /** No other centre of the row has a score above this. */
  readonly others: Float64Array;
}

/**
 * Finds the centres nearest to rows, by `score = x·c - |c|² / 2`. The device ranks them in f32; the
 * scores are those of `dot`, in f64, and where f32 cannot tell which centres are the nearest
 * ones, those scores decide. So all devices find the same centres.
 */
export class NearestRows implements AsyncDisposable {
  readonly #runner: BatchRunner;
  readonly #k: number;
  readonly #tileRows: number;
  readonly #centres: Matrix;
  readonly #wide: Matrix;
  /** |c|² / 2, and the longest c. */
  readonly #halves: Float64Array;
  readonly #bias: Float32Array;
  readonly #longest: number;
  readonly #listed: number;
  /** Of products of rows of length 1 on the device. */
  readonly #productError: number;

  /** `k` is at most 62 and at most the number of centres. */
  constructor(device: Device, centres: Matrix, k: number) {
    assert(k >= 1 && k + SPARE <= 64, `${k} nearest rows`);
    assert(k <= centres.rowCount, `${k} nearest of ${centres.rowCount} rows`);
    this.#k = k;
    this.#centres = centres;
    this.#wide = padded(centres);
    this.#halves = squaredLengths(centres).map((square) => square / 2);
    this.#bias = Float32Array.from(this.#halves, (half) => -half);
    this.#longest = Math.sqrt(2 * this.#halves.reduce((most, half) => Math.max(most, half), 0));
    const listed = Math.min(k + SPARE, centres.rowCount);
    this.#listed = listed;
    this.#productError = productError(centres.dims, device.productInputs?.(topProducts));
    const tileBytes = Math.min(TILE_BYTES, device.memory.budget / 8);
    this.#tileRows = Math.max(1, Math.floor(tileBytes / (this.#wide.dims * 4)));
    this.#runner = new BatchRunner(
      device,
      ({ rows, centres: count }) => {
        const dims = paddedDims(centres.dims);
        const graph = new Graph("nearest rows");
        const aRows = variable("rows");
        const scores = graph.scratch("scores", "f32", rows! * listed);
        const indices = graph.scratch("indices", "u32", rows! * listed);
        const buffers = {
          a: graph.input("a", "f32", rows! * dims),
          b: graph.input("b", "f32", count! * dims),
          bias: graph.input("bias", "f32", count!),
          scores,
          indices,
        };
        const bRows = centres.rowCount;
        graph.dispatch(topProducts, buffers, { aRows, bRows, dims, k: listed, firstColumn: 0 });
        const length = (variables: Readonly<Record<string, number>>): number =>
          variables["rows"]! * listed;
        graph.output("scores", scores, length);
        graph.output("indices", indices, length);
        return graph;
      },
      2,
    );
  }

  /** The nearest centres of each row, given the squares of their lengths; all must be finite. */
  async find(rows: Matrix, squares: Float64Array): Promise<Nearest> {
    const { rowCount } = rows;
    assert(rows.dims === this.#centres.dims, "rows and centres of different lengths");
    const result = {
      indices: new Uint32Array(rowCount * this.#k),
      scores: new Float64Array(rowCount * this.#k),
      others: new Float64Array(rowCount),
    };
    // The device works on the next tile while the host settles one.
    let settled: Promise<void> = Promise.resolve();
    for (let first = 0; first < rowCount; first += this.#tileRows) {
      const count = Math.min(this.#tileRows, rowCount - first);
      const tile = rowsBetween(rows, first, count);
      const outputs = this.#runner.run(
        { rows: count, centres: this.#centres.rowCount },
        { a: padded(tile).values, b: this.#wide.values, bias: this.#bias },
        { rows: count },
      );
      outputs.catch(() => {});
      await settled;
      settled = outputs.then((found) =>
        this.#settle(
          tile,
          found["scores"] as Float32Array,
          found["indices"] as Uint32Array,
          squares.subarray(first, first + count),
          result,
          first,
        ),
      );
      settled.catch(() => {});
    }
    await settled;
    return result;
  }

  #settle(
    { rowCount, dims, values }: Matrix,
    scores: Float32Array,
    indices: Uint32Array,
    squares: Float64Array,
    result: Nearest,
    first: number,
  ): void {
    const listed = this.#listed;
    const all = this.#centres.rowCount;
    for (let row = 0; row < rowCount; row++) {
      const error = scoreError(this.#productError, Math.sqrt(squares[row]!), this.#longest);
      const list = row * listed;
      // Centres that may be among the k best: those not surely below the k-th of the device.
      const least = scores[list + this.#k - 1]! - 2 * error;
      let candidates = this.#k;
      while (candidates < listed && scores[list + candidates]! >= least) candidates++;
      if (candidates === 1 && listed > 1) {
        const centre = indices[list]!;
        const product = dot(values, row * dims, this.#centres.values, centre * dims, dims);
        result.indices[first + row] = centre;
        result.scores[first + row] = product - this.#halves[centre]!;
        result.others[first + row] = scores[list + 1]! + error;
      } else if (candidates === listed && listed < all) {
        this.#rank(values, row, undefined, all, result, first + row, -Infinity);
      } else {
        const next = candidates < listed ? scores[list + candidates]! + error : -Infinity;
        this.#rank(values, row, indices, candidates, result, first + row, next, list);
      }
    }
  }

  /**
   * Ranks `count` centres by their agreed scores: all, or those given from `offset` on. No other one
   * has a score above `next`.
   */
  #rank(
    values: Float32Array,
    row: number,
    given: Uint32Array | undefined,
    count: number,
    { indices, scores, others }: Nearest,
    to: number,
    next: number,
    offset = 0,
  ): void {
    const { dims, values: centres } = this.#centres;
    const start = to * this.#k;
    const end = start + this.#k;
    let filled = start;
    let other = next;
    for (let i = 0; i < count; i++) {
      const centre = given ? given[offset + i]! : i;
      const score = dot(values, row * dims, centres, centre * dims, dims) - this.#halves[centre]!;
      let at = filled;
      while (
        at > start &&
        (score > scores[at - 1]! || (score === scores[at - 1]! && centre < indices[at - 1]!))
      ) {
        at--;
      }
      if (at === end) {
        other = Math.max(other, score);
        continue;
      }
      if (filled === end) other = Math.max(other, scores[end - 1]!);
      else filled++;
      for (let j = filled - 1; j > at; j--) {
        scores[j] = scores[j - 1]!;
        indices[j] = indices[j - 1]!;
      }
      scores[at] = score;
      indices[at] = centre;
    }
    others[to] = other;
  }

  /** Gives the memory of the device back. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#runner[Symbol.asyncDispose]();
  }
}
