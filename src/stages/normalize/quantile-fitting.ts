import type { VectorColumn } from "../../core/vector-column.ts";
import type { Device } from "../../graph/device.ts";
import { QuantileSearch } from "../../ops/column-quantiles.ts";
import { centersAndDivisors } from "./centers-and-divisors.ts";
import type { Fitting } from "./fitting.ts";
import { RowBlocks } from "./row-blocks.ts";
import { RowRunner } from "./row-runner.ts";
import type { Statistics } from "./statistics.ts";

/** Medians and the distances between the quartiles, exactly, in three passes. */
export class QuantileFitting implements Fitting {
  readonly #device: Device;
  readonly #column: string;
  readonly #dims: number;
  readonly #search: QuantileSearch;
  #runner: RowRunner;
  #blocks: RowBlocks;

  constructor(device: Device, dims: number, column: string) {
    this.#device = device;
    this.#column = column;
    this.#dims = dims;
    this.#search = new QuantileSearch(dims, [0.25, 0.5, 0.75]);
    this.#runner = this.#newRunner();
    this.#blocks = this.#newBlocks();
  }

  async observe(column: VectorColumn): Promise<void> {
    await this.#blocks.append(column);
  }

  async endPass(): Promise<Statistics | undefined> {
    await this.#blocks.flush();
    await this.#runner[Symbol.asyncDispose]();
    const { rowCount } = this.#blocks;
    if (this.#search.endPass()) {
      this.#runner = this.#newRunner();
      this.#blocks = this.#newBlocks();
      return undefined;
    }
    const [lower, centers, upper] = this.#search.quantiles() as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const counts = this.#search.counts;
    const divisors = upper.map((value, i) => value - lower[i]!);
    return {
      method: "robust",
      rows: rowCount,
      ...centersAndDivisors(this.#column, {
        counts,
        mins: lower,
        maxs: upper,
        centers,
        divisors,
      }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runner[Symbol.asyncDispose]();
  }

  #newRunner(): RowRunner {
    return new RowRunner(this.#device, this.#dims, (graph, values, { rows }) => {
      this.#search.record(graph, values, rows);
    });
  }

  #newBlocks(): RowBlocks {
    return new RowBlocks(this.#dims, 1, async (rows) => {
      for (const outputs of await this.#runner.run(rows)) this.#search.add(outputs);
    });
  }
}
