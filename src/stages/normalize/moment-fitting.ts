import type { VectorColumn } from "../../core/vector-column.ts";
import type { Device } from "../../graph/device.ts";
import { u32Output } from "../../graph/outputs.ts";
import { columnMoments, MOMENT_TILE_ROWS, Moments } from "../../ops/column-moments.ts";
import { centersAndDivisors } from "./centers-and-divisors.ts";
import type { Fitting } from "./fitting.ts";
import { RowBlocks } from "./row-blocks.ts";
import { RowRunner } from "./row-runner.ts";
import type { Statistics } from "./statistics.ts";

/** Sums up the columns of all vectors, in blocks, so that batches make no difference. */
export class MomentSums implements AsyncDisposable {
  readonly moments: Moments;
  readonly #blocks: RowBlocks;
  readonly #runner: RowRunner;

  constructor(device: Device, dims: number) {
    this.moments = new Moments(dims);
    this.#runner = new RowRunner(
      device,
      dims,
      (graph, values, { rows }) => {
        const { moments, length } = columnMoments(graph, values, { rows, dims });
        graph.output("moments", moments, length);
      },
      MOMENT_TILE_ROWS,
    );
    this.#blocks = new RowBlocks(dims, MOMENT_TILE_ROWS, async (rows) => {
      for (const outputs of await this.#runner.run(rows)) {
        this.moments.addTiles(u32Output(outputs, "moments"));
      }
    });
  }

  get rowCount(): number {
    return this.#blocks.rowCount;
  }

  async add(column: VectorColumn): Promise<void> {
    await this.#blocks.append(column);
  }

  async end(): Promise<void> {
    await this.#blocks.flush();
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runner[Symbol.asyncDispose]();
  }
}

type Method = "center" | "zscore" | "minmax";

/** Means, deviations and extremes. */
export class MomentFitting implements Fitting {
  readonly #method: Method;
  readonly #column: string;
  readonly #sums: MomentSums;

  constructor(device: Device, dims: number, method: Method, column: string) {
    this.#method = method;
    this.#column = column;
    this.#sums = new MomentSums(device, dims);
  }

  async observe(column: VectorColumn): Promise<void> {
    await this.#sums.add(column);
  }

  async endPass(): Promise<Statistics> {
    await this.#sums.end();
    const { counts, means, squares, mins, maxs } = this.#sums.moments;
    const spreads = {
      center: () => 1,
      zscore: (i: number) => Math.sqrt(squares[i]! / counts[i]!),
      minmax: (i: number) => maxs[i]! - mins[i]!,
    };
    const centers = this.#method === "minmax" ? Float64Array.from(mins) : means;
    const divisors = counts.map((_, i) => spreads[this.#method](i));
    return {
      method: this.#method,
      rows: this.#sums.rowCount,
      ...centersAndDivisors(this.#column, { counts, mins, maxs, centers, divisors }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sums[Symbol.asyncDispose]();
  }
}
