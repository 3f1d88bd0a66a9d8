import { OutOfMemoryError } from "../../core/errors.ts";
import { BatchRunner } from "../../graph/batch-runner.ts";
import type { Device, Outputs } from "../../graph/device.ts";
import { Graph, type Ref } from "../../graph/graph.ts";
import { type Scalar, variable } from "../../graph/scalar.ts";

/** Records what is done with a matrix; `capacity` is the most rows it is run with. */
export type RecordRows = (
  graph: Graph,
  values: Ref<"f32">,
  size: { readonly rows: Scalar; readonly capacity: number },
) => void;

/** Runs one graph over the rows of matrices, in as many parts as the memory asks for. */
export class RowRunner implements AsyncDisposable {
  readonly #device: Device;
  readonly #dims: number;
  /** Rows that must stay together. */
  readonly #tile: number;
  readonly #runner: BatchRunner;

  constructor(device: Device, dims: number, record: RecordRows, tile = 1) {
    this.#device = device;
    this.#dims = dims;
    this.#tile = tile;
    this.#runner = new BatchRunner(device, (need) => {
      const graph = new Graph("rows");
      const capacity = need["rows"]!;
      const values = graph.input("values", "f32", capacity * dims);
      record(graph, values, { rows: variable("rows"), capacity });
      return graph;
    });
  }

  /** The outputs of all parts, in the order of their rows. */
  async run(values: Float32Array): Promise<Outputs[]> {
    const rows = values.length / this.#dims;
    if (rows === 0) return [];
    try {
      return [await this.#runner.run({ rows }, { values }, { rows })];
    } catch (error) {
      if (!(error instanceof OutOfMemoryError) || rows <= this.#tile) throw error;
    }
    this.#device.memory.splits++;
    const tiles = Math.ceil(rows / this.#tile);
    const middle = Math.ceil(tiles / 2) * this.#tile * this.#dims;
    const first = await this.run(values.subarray(0, middle));
    return [...first, ...(await this.run(values.subarray(middle)))];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runner[Symbol.asyncDispose]();
  }
}
