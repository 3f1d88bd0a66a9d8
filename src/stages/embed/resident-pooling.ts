import { BatchRunner } from "../../graph/batch-runner.ts";
import type { Device, Resident } from "../../graph/device.ts";
import { Graph } from "../../graph/graph.ts";
import { variable } from "../../graph/scalar.ts";
import { normalizeRows } from "../../ops/normalize-rows.ts";
import { poolTokens } from "../../ops/pool-tokens.ts";
import type { PoolingMode } from "./pooling.ts";

/** What a model left on the device. */
export interface ResidentTokens {
  readonly values: Resident;
  /** Tokens of each row, without padding. */
  readonly lengths: Uint32Array;
  /** With padding. */
  readonly tokens: number;
}

/** Pools what a model left on its device there, so that a vector is read back for each text. */
export class ResidentPooling implements AsyncDisposable {
  readonly #runner: BatchRunner;
  readonly #width: number;

  /** Vectors get `dims` of the `width` numbers of a token, and length 1 if `unit`. */
  constructor(
    device: Device,
    mode: PoolingMode,
    {
      width,
      dims,
      unit,
    }: { readonly width: number; readonly dims: number; readonly unit: boolean },
  ) {
    this.#width = width;
    this.#runner = new BatchRunner(
      device,
      ({ rows, slots }) => {
        const graph = new Graph("pooling");
        const values = graph.input("values", "f32", slots! * width);
        const lengths = graph.input("lengths", "u32", rows!);
        const size = { rows: variable("rows"), tokens: variable("tokens"), width, dims };
        const pooled = poolTokens(graph, { values, lengths }, size, mode);
        const vectors = unit ? normalizeRows(graph, pooled, size, { unit }) : pooled;
        graph.output("vectors", vectors, (variables) => variables["rows"]! * dims);
        return graph;
      },
      1,
    );
  }

  /** A vector for each row. */
  async pool({ values, lengths, tokens }: ResidentTokens): Promise<Float32Array> {
    const rows = lengths.length;
    const need = { rows, slots: values.length / this.#width };
    const { vectors } = await this.#runner.run(need, { lengths }, { rows, tokens }, { values });
    return vectors as Float32Array;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runner[Symbol.asyncDispose]();
  }
}
