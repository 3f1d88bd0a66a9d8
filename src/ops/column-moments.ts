import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { derive } from "../graph/scalar.ts";
import {
  columnMoments as columnMomentsKernel,
  MOMENT_LENGTH,
  MOMENT_WORDS,
  TILE_ROWS,
} from "../kernels/column-moments.ts";

/** Rows whose moments are summed on the device; batches of whole tiles give the same moments. */
export const MOMENT_TILE_ROWS = TILE_ROWS;

/** The moments of the columns of each tile of 256 rows, and how many words of them there are. */
export function columnMoments(
  graph: Graph,
  values: Ref<"f32">,
  { rows, dims }: { readonly rows: Scalar; readonly dims: number },
): { readonly moments: Ref<"u32">; readonly length: Scalar } {
  const words = (count: number): number => Math.ceil(count / TILE_ROWS) * MOMENT_LENGTH * dims;
  const moments = graph.scratch("moments", "u32", words(values.length / dims));
  graph.dispatch(columnMomentsKernel, { values, moments }, { rows, dims });
  return { moments, length: derive(rows, words) };
}

/** Of each column: how many finite values, their mean, and the sum of squares about it; extremes. */
export class Moments {
  readonly counts: Float64Array;
  readonly means: Float64Array;
  readonly squares: Float64Array;
  readonly mins: Float32Array;
  readonly maxs: Float32Array;

  constructor(dims: number) {
    this.counts = new Float64Array(dims);
    this.means = new Float64Array(dims);
    this.squares = new Float64Array(dims);
    this.mins = new Float32Array(dims).fill(Number.POSITIVE_INFINITY);
    this.maxs = new Float32Array(dims).fill(Number.NEGATIVE_INFINITY);
  }

  /** Adds tiles as the device leaves them. */
  addTiles(words: Uint32Array): void {
    const dims = this.counts.length;
    const signed = new Int32Array(words.buffer, words.byteOffset, words.length);
    const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
    for (let tile = 0; tile < words.length; tile += MOMENT_LENGTH * dims) {
      for (let column = 0; column < dims; column++) {
        const at = (word: number): number => tile + word * dims + column;
        const count = words[at(MOMENT_WORDS.count)]!;
        if (count === 0) continue;
        const unit = 2 ** (words[at(MOMENT_WORDS.exponent)]! - 152);
        const sum = int64(words[at(MOMENT_WORDS.sum)]!, signed[at(MOMENT_WORDS.sum + 1)]!);
        const squares = int64(
          words[at(MOMENT_WORDS.squares)]!,
          words[at(MOMENT_WORDS.squares + 1)]!,
        );
        const mean = (signed[at(MOMENT_WORDS.middle)]! + sum / count) * unit;
        this.#add(column, count, mean, (squares - (sum * sum) / count) * unit * unit);
        this.#widen(column, floats[at(MOMENT_WORDS.min)]!, floats[at(MOMENT_WORDS.max)]!);
      }
    }
  }

  /** Adds the moments of other rows. */
  merge(other: Moments): void {
    for (let column = 0; column < this.counts.length; column++) {
      if (other.counts[column] === 0) continue;
      const { counts, means, squares, mins, maxs } = other;
      this.#add(column, counts[column]!, means[column]!, squares[column]!);
      this.#widen(column, mins[column]!, maxs[column]!);
    }
  }

  /** Chan's update: neither sum is taken of large numbers that nearly cancel. */
  #add(column: number, count: number, mean: number, squares: number): void {
    const before = this.counts[column]!;
    const all = before + count;
    const difference = mean - this.means[column]!;
    this.counts[column] = all;
    this.means[column]! += (difference * count) / all;
    this.squares[column]! += squares + (difference * difference * before * count) / all;
  }

  #widen(column: number, min: number, max: number): void {
    this.mins[column] = Math.min(this.mins[column]!, min);
    this.maxs[column] = Math.max(this.maxs[column]!, max);
  }
}

const int64 = (low: number, high: number): number => high * 2 ** 32 + low;
