import { SchemaError } from "../../core/errors.ts";
import type { VectorColumn } from "../../core/vector-column.ts";
import type { Device } from "../../graph/device.ts";
import { u32Output } from "../../graph/outputs.ts";
import { ColumnCovariances } from "../../ops/column-covariances.ts";
import { centersAndDivisors } from "./centers-and-divisors.ts";
import { symmetricEigen } from "./eigen.ts";
import { finiteRows } from "./finite-rows.ts";
import type { Fitting } from "./fitting.ts";
import { MomentSums } from "./moment-fitting.ts";
import { RowBlocks } from "./row-blocks.ts";
import { RowRunner } from "./row-runner.ts";
import type { Statistics } from "./statistics.ts";

/** More numbers than this take minutes, and a matrix of covariances that no batch pays for. */
const MOST_DIMS = 2048;
/** A direction counts whose variance is so many times what rounding alone gives it. */
const ABOVE_ROUNDING = 16;
/** Of the largest variance; 64-bit floats tell no smaller ones apart. */
const LEAST_SHARE = 1e-13;

/** What the pass over the rows needs that follows the means. */
interface SecondPass {
  readonly centers: Float64Array;
  readonly covariances: ColumnCovariances;
  readonly runner: RowRunner;
  readonly blocks: RowBlocks;
}

/** Principal directions and their deviations, in two passes over the rows that are all finite. */
export class WhitenFitting implements Fitting {
  readonly #device: Device;
  readonly #column: string;
  readonly #dims: number;
  readonly #components: number | undefined;
  readonly #sums: MomentSums;
  #second: SecondPass | undefined;

  constructor(device: Device, dims: number, column: string, components: number | undefined) {
    if (dims > MOST_DIMS) {
      throw new SchemaError(column, `The vectors of "${column}" have ${dims} numbers.`, {
        rule: `vectors of at most ${MOST_DIMS} numbers can be whitened`,
      });
    }
    this.#device = device;
    this.#column = column;
    this.#dims = dims;
    this.#components = components;
    this.#sums = new MomentSums(device, dims);
  }

  async observe(column: VectorColumn): Promise<void> {
    const rows = finiteRows(column);
    await (this.#second ? this.#second.blocks.append(rows) : this.#sums.add(rows));
  }

  async endPass(): Promise<Statistics | undefined> {
    if (this.#second) return await this.#finish(this.#second);
    await this.#sums.end();
    const { counts, means, mins, maxs } = this.#sums.moments;
    const divisors = new Float64Array(this.#dims).fill(1);
    const columns = { counts, mins, maxs, centers: means, divisors };
    const { centers } = centersAndDivisors(this.#column, columns);
    const reaches = centers.map((center, i) =>
      counts[i] === 0 ? 0 : Math.max(maxs[i]! - center, center - mins[i]!),
    );
    const covariances = new ColumnCovariances(centers, reaches);
    const runner = new RowRunner(
      this.#device,
      this.#dims,
      (graph, values, { rows }) => {
        graph.output("products", covariances.record(graph, values, rows));
      },
      2,
    );
    const blocks = new RowBlocks(this.#dims, 4 * this.#dims, async (rows) => {
      for (const outputs of await runner.run(rows)) {
        covariances.add(u32Output(outputs, "products"));
      }
    });
    this.#second = { centers, covariances, runner, blocks };
    return undefined;
  }

  async #finish({ centers, covariances, runner, blocks }: SecondPass): Promise<Statistics> {
    await blocks.flush();
    await runner[Symbol.asyncDispose]();
    const dims = this.#dims;
    const rows = blocks.rowCount;
    const { values, vectors } = symmetricEigen(covariances.covariances(rows), dims);
    const rounding = (i: number): number => {
      let variance = 0;
      for (let k = 0; k < dims; k++) {
        variance += vectors[i * dims + k]! ** 2 * covariances.roundingVariance(k);
      }
      return variance;
    };
    const distinct = values.findIndex(
      (value, i) => !(value > LEAST_SHARE * values[0]! && value > ABOVE_ROUNDING * rounding(i)),
    );
    const rank = distinct < 0 ? dims : distinct;
    const components = this.#components ?? rank;
    if (rank === 0 || components > rank) throw this.#tooFew(rows, rank, components);
    return {
      method: "whiten",
      rows,
      centers,
      divisors: values.slice(0, components).map(Math.sqrt),
      directions: vectors.slice(0, components * dims),
    };
  }

  #tooFew(rows: number, rank: number, components: number): SchemaError {
    const message = `The ${rows} vectors of "${this.#column}" without NaN spread in ${rank} directions`;
    if (rank === 0) {
      return new SchemaError(this.#column, `${message}: there is nothing to whiten.`, {
        rule: "vectors that are whitened are not all equal",
      });
    }
    return new SchemaError(this.#column, `${message}, not in ${components}.`, {
      rule: "components are at most the directions in which the vectors spread",
      fix: `components: ${rank}, or leave it out`,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sums[Symbol.asyncDispose]();
    await this.#second?.runner[Symbol.asyncDispose]();
  }
}
