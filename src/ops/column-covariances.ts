import { assert } from "../core/assert.ts";
import type { Graph, Ref } from "../graph/graph.ts";
import { derive, type Scalar } from "../graph/scalar.ts";
import { columnProducts } from "../kernels/column-products.ts";
import { QUANTIZED_MAX, quantizeRows } from "../kernels/quantize-rows.ts";
import { type ColumnMap, columnMap } from "./normalize-rows.ts";

/** A column that stays nearer to its center than this is constant. */
const LEAST_REACH = 2 ** -100;

/**
 * Sums up the products of columns about their centers, as integers of 15 bits: the sums are the
 * same on every device, and in any order of the rows.
 */
export class ColumnCovariances {
  readonly #map: ColumnMap;
  /** What an integer of 15 bits counts, of each column. */
  readonly #steps: Float64Array;
  readonly #sums: Float64Array;

  /** `reaches` are the largest distances of values from the centers. */
  constructor(centers: Float64Array, reaches: Float64Array) {
    const steps = reaches.map((reach) => (reach < LEAST_REACH ? 1 : reach / QUANTIZED_MAX));
    this.#map = columnMap(centers, steps);
    this.#steps = Float64Array.from(this.#map.scales, (scale) => 1 / scale);
    this.#sums = new Float64Array(centers.length ** 2);
  }

  /** Records the sums over the rows of a matrix. */
  record(graph: Graph, values: Ref<"f32">, rows: Scalar): Ref<"u32"> {
    const dims = this.#steps.length;
    const halved = (count: number): number => Math.ceil(count / 2);
    const pairs = graph.scratch("pairs", "u32", halved(values.length / dims) * dims);
    const products = graph.scratch("products", "u32", 2 * dims * dims);
    const { centers, centerRests, scales } = this.#map;
    const buffers = {
      values,
      centers: graph.constant("centers", "f32", centers),
      centerRests: graph.constant("center rests", "f32", centerRests),
      scales: graph.constant("scales", "f32", scales),
      pairs,
    };
    graph.dispatch(quantizeRows, buffers, { rows, dims });
    const size = { pairs: derive(rows, halved), dims };
    graph.dispatch(columnProducts, { quantized: pairs, products }, size);
    return products;
  }

  /** Adds what such a recording summed up. */
  add(products: Uint32Array): void {
    const dims = this.#steps.length;
    assert(products.length === 2 * dims * dims, "products of the same columns");
    const signed = new Int32Array(products.buffer, products.byteOffset, products.length);
    for (let i = 0; i < dims; i++) {
      for (let at = i * dims + i; at < (i + 1) * dims; at++) {
        this.#sums[at]! += signed[2 * at + 1]! * 2 ** 32 + products[2 * at]!;
      }
    }
  }

  /** The covariances of the population, row-major, of so many rows. */
  covariances(rows: number): Float64Array {
    const dims = this.#steps.length;
    const result = new Float64Array(dims * dims);
    for (let i = 0; i < dims; i++) {
      for (let j = i; j < dims; j++) {
        const covariance = (this.#sums[i * dims + j]! * this.#steps[i]! * this.#steps[j]!) / rows;
        result[i * dims + j] = covariance;
        result[j * dims + i] = covariance;
      }
      // Sheppard's correction: rounding to steps has a variance of its own.
      result[i * dims + i] = Math.max(0, result[i * dims + i]! - this.roundingVariance(i));
    }
    return result;
  }

  /** The variance that rounding to steps adds to a column. */
  roundingVariance(column: number): number {
    return this.#steps[column]! ** 2 / 12;
  }
}
