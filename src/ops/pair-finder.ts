import { assert } from "../core/assert.ts";
import type { Matrix } from "../core/matrix.ts";
import { padded } from "../core/matrix.ts";
import { U32List } from "../core/u32-list.ts";
import { BatchRunner } from "../graph/batch-runner.ts";
import type { Device } from "../graph/device.ts";
import { Graph } from "../graph/graph.ts";
import { variable } from "../graph/scalar.ts";
import { similarPairs } from "../kernels/similar-pairs.ts";
import { productError } from "./product-error.ts";

/** Pairs of rows, by `left`, then by `right`. */
export interface RowPairs {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
}

/** By how much the products that a device finds pairs by can be off, for rows of length 1. */
export const pairError = (device: Device, dims: number): number =>
  productError(dims, device.productInputs?.(similarPairs));

/** Bytes of rows that are on the device at a time, where its memory allows so many. */
const TILE_BYTES = 32 * 2 ** 20;
/** Pairs that there is room for before any were counted. */
const FIRST_CAPACITY = 2 ** 14;

/**
 * Finds the pairs of rows whose product reaches a threshold. Only pairs are written, never a
 * product: memory grows with what is found. Where more are found than there is room for, the tile
 * is done again with enough.
 */
export class PairFinder implements AsyncDisposable {
  readonly #runner: BatchRunner;
  readonly #tileBytes: number;
  #capacity = FIRST_CAPACITY;

  constructor(device: Device, tileBytes = TILE_BYTES) {
    const most = Math.min(device.maxBufferBytes, device.memory.budget / 4);
    this.#tileBytes = Math.min(tileBytes, most);
    this.#runner = new BatchRunner(
      device,
      ({ aNumbers, bNumbers, pairs }) => {
        const graph = new Graph("similar pairs");
        const a = graph.input("a", "f32", aNumbers!);
        const b = graph.input("b", "f32", bNumbers!);
        const count = graph.zeros("count", "u32", 1);
        const left = graph.scratch("left", "u32", pairs!);
        const right = graph.scratch("right", "u32", pairs!);
        const params = {
          aRows: variable("aRows"),
          bRows: variable("bRows"),
          dims: variable("dims"),
          threshold: variable("threshold"),
          capacity: variable("pairs"),
          triangular: variable("triangular"),
        };
        graph.dispatch(similarPairs, { a, b, count, left, right }, params);
        graph.output("count", count);
        graph.output("left", left, variable("pairs"));
        graph.output("right", right, variable("pairs"));
        return graph;
      },
      1,
    );
  }

  /** The pairs of a row of `a` and a row of `b` whose f32 product is at least `threshold`. */
  async between(a: Matrix, b: Matrix, threshold: number): Promise<RowPairs> {
    assert(a.dims === b.dims, `rows of ${a.dims} and of ${b.dims} numbers have no product`);
    const found = new Found(b.rowCount);
    const [wideA, wideB] = [padded(a), padded(b)];
    for (const [i, partA] of this.#parts(wideA)) {
      for (const [j, partB] of this.#parts(wideB)) {
        await this.#find(partA, partB, threshold, false, (left, right) =>
          found.add(left, i, right, j),
        );
      }
    }
    return found.sorted();
  }

  /** The pairs of two rows of `matrix`, each once, `left` below `right`. */
  async within(matrix: Matrix, threshold: number): Promise<RowPairs> {
    const found = new Found(matrix.rowCount);
    const wide = padded(matrix);
    for (const [i, partA] of this.#parts(wide)) {
      for (const [j, partB] of this.#parts(wide)) {
        if (j < i) continue;
        await this.#find(partA, partB, threshold, i === j, (left, right) =>
          found.add(left, i, right, j),
        );
      }
    }
    return found.sorted();
  }

  *#parts({ rowCount, dims, values }: Matrix): Generator<[first: number, part: Matrix]> {
    const rows = Math.max(1, Math.floor(this.#tileBytes / (dims * 4)));
    for (let first = 0; first < rowCount; first += rows) {
      const count = Math.min(rows, rowCount - first);
      const part = values.subarray(first * dims, (first + count) * dims);
      yield [first, { rowCount: count, dims, values: part }];
    }
  }

  async #find(
    { rowCount: aRows, dims, values: a }: Matrix,
    { rowCount: bRows, values: b }: Matrix,
    threshold: number,
    triangular: boolean,
    onFound: (left: Uint32Array, right: Uint32Array) => void,
  ): Promise<void> {
    for (;;) {
      const pairs = this.#capacity;
      const outputs = await this.#runner.run(
        { aNumbers: a.length, bNumbers: b.length, pairs },
        { a, b },
        { aRows, bRows, dims, threshold, triangular: triangular ? 1 : 0, pairs },
      );
      const count = outputs["count"]![0]!;
      // Tiles that follow each other are much alike.
      this.#capacity = Math.max(FIRST_CAPACITY, count <= pairs ? 2 * count : count);
      if (count <= pairs) {
        const part = (name: string): Uint32Array =>
          outputs[name]!.subarray(0, count) as Uint32Array;
        onFound(part("left"), part("right"));
        return;
      }
    }
  }

  /** Gives the memory back until more pairs are looked for. */
  async release(): Promise<void> {
    await this.#runner.release();
  }

  /** Gives the memory of the device back. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#runner[Symbol.asyncDispose]();
  }
}

/** Pairs in the order in which they were found, which is none. */
class Found {
  readonly #columns: number;
  readonly #left = new U32List();
  readonly #right = new U32List();

  constructor(columns: number) {
    this.#columns = columns;
  }

  add(left: Uint32Array, firstLeft: number, right: Uint32Array, firstRight: number): void {
    this.#left.append(firstLeft === 0 ? left : left.map((row) => row + firstLeft));
    this.#right.append(firstRight === 0 ? right : right.map((row) => row + firstRight));
  }

  sorted(): RowPairs {
    const [left, right] = [this.#left.view(), this.#right.view()];
    // One number for both, exact below 2^53.
    const keys = new Float64Array(left.length);
    for (let i = 0; i < keys.length; i++) keys[i] = left[i]! * this.#columns + right[i]!;
    keys.sort();
    keys.forEach((key, i) => {
      left[i] = Math.floor(key / this.#columns);
      right[i] = key % this.#columns;
    });
    return { left, right };
  }
}
