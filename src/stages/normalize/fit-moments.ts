import type { VectorColumn } from "../../core/vector-column.ts";
import type { Device } from "../../graph/device.ts";
import { u32Output } from "../../graph/outputs.ts";
import { columnMoments, MOMENT_TILE_ROWS, Moments } from "../../ops/column-moments.ts";
import { RowBlocks } from "./row-blocks.ts";
import { RowRunner } from "./row-runner.ts";

/** Sums up the columns of all vectors, in blocks, so that batches make no difference. */
export class MomentFit implements AsyncDisposable {
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

  async observe(column: VectorColumn): Promise<void> {
    await this.#blocks.append(column);
  }

  async finish(): Promise<Moments> {
    await this.#blocks.flush();
    return this.moments;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runner[Symbol.asyncDispose]();
  }
}
