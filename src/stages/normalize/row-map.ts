import type { Device } from "../../graph/device.ts";
import { f32Output } from "../../graph/outputs.ts";
import { columnMap, type ColumnMap, normalizeRows } from "../../ops/normalize-rows.ts";
import { RowRunner } from "./row-runner.ts";
import type { Statistics } from "./statistics.ts";

/** What is done with statistics. */
interface Direction {
  /** Rows are scaled to length 1 at the end; without statistics always. */
  readonly unit: boolean;
  readonly invert: boolean;
}

/** Applies statistics to matrices, or undoes them; without statistics, scales rows to length 1. */
export class RowMap implements AsyncDisposable {
  readonly #runner: RowRunner;

  constructor(
    device: Device,
    dims: number,
    statistics: Statistics | undefined,
    { unit, invert }: Direction,
  ) {
    const map = statistics && (invert ? inverseMap(statistics) : forwardMap(statistics));
    const steps = { ...(map && { map }), unit: unit || !map };
    this.#runner = new RowRunner(device, dims, (graph, values, { rows }) => {
      const result = normalizeRows(graph, values, { rows, dims }, steps);
      graph.output("result", result, (variables) => variables["rows"]! * dims);
    });
  }

  async apply(values: Float32Array): Promise<Float32Array> {
    const parts = await this.#runner.run(values);
    if (parts.length === 1) return f32Output(parts[0]!, "result");
    const all = new Float32Array(values.length);
    let at = 0;
    for (const part of parts) {
      const result = f32Output(part, "result");
      all.set(result, at);
      at += result.length;
    }
    return all;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runner[Symbol.asyncDispose]();
  }
}

function forwardMap({ centers, divisors }: Statistics): ColumnMap {
  return columnMap(centers, divisors);
}

/** `value * divisor + center`, as an affine map of the same form. */
function inverseMap({ centers, divisors }: Statistics): ColumnMap {
  return columnMap(
    centers.map((center, i) => -center / divisors[i]!),
    divisors.map((divisor) => 1 / divisor),
  );
}
