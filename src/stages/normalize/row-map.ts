import { assert } from "../../core/assert.ts";
import type { Device } from "../../graph/device.ts";
import type { Graph, Ref } from "../../graph/graph.ts";
import { f32Output } from "../../graph/outputs.ts";
import type { Scalar } from "../../graph/scalar.ts";
import { columnMap, normalizeRows } from "../../ops/normalize-rows.ts";
import { type Projection, projectRows } from "../../ops/project-rows.ts";
import { RowRunner } from "./row-runner.ts";
import type { Statistics } from "./statistics.ts";

/** What is done with statistics. */
interface Direction {
  /** Rows are scaled to length 1 at the end; without statistics always. */
  readonly unit: boolean;
  readonly invert: boolean;
}

/** Numbers of a vector that statistics are applied to, or undone on, and of what becomes of it. */
export function sizes(
  { centers, divisors }: Statistics,
  invert: boolean,
): { readonly from: number; readonly to: number } {
  const [given, made] = [centers.length, divisors.length];
  return invert ? { from: made, to: given } : { from: given, to: made };
}

/** Applies statistics to matrices, or undoes them; without statistics, scales rows to length 1. */
export class RowMap implements AsyncDisposable {
  /** Numbers of a vector of the result. */
  readonly dims: number;
  readonly #runner: RowRunner;

  constructor(
    device: Device,
    dims: number,
    statistics: Statistics | undefined,
    direction: Direction,
  ) {
    this.dims = statistics ? sizes(statistics, direction.invert).to : dims;
    this.#runner = new RowRunner(device, dims, (graph, values, { rows }) => {
      const result = statistics
        ? mapRows(graph, values, rows, statistics, direction)
        : normalizeRows(graph, values, { rows, dims }, { unit: true });
      graph.output("result", result, (variables) => variables["rows"]! * this.dims);
    });
  }

  async apply(values: Float32Array): Promise<Float32Array> {
    const parts = (await this.#runner.run(values)).map((part) => f32Output(part, "result"));
    if (parts.length === 1) return parts[0]!;
    const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runner[Symbol.asyncDispose]();
  }
}

function mapRows(
  graph: Graph,
  values: Ref<"f32">,
  rows: Scalar,
  statistics: Statistics,
  { unit, invert }: Direction,
): Ref<"f32"> {
  const { from, to } = sizes(statistics, invert);
  if (statistics.directions === undefined) {
    const { centers, divisors } = statistics;
    const map = invert
      ? columnMap(
          // `value * divisor + center`, in the form of the way there.
          centers.map((center, i) => -center / divisors[i]!),
          divisors.map((divisor) => 1 / divisor),
        )
      : columnMap(centers, divisors);
    return normalizeRows(graph, values, { rows, dims: from }, { map, unit });
  }
  const projection = invert ? backward(statistics) : forward(statistics);
  const projected = projectRows(graph, values, rows, projection);
  return unit ? normalizeRows(graph, projected, { rows, dims: to }, { unit }) : projected;
}

/** Onto each direction, over its deviation. */
function forward({ centers, divisors, directions }: Statistics): Projection {
  assert(directions !== undefined, "there are directions");
  const [dims, components] = [centers.length, divisors.length];
  const weights = new Float32Array(dims * components);
  for (let i = 0; i < components; i++) {
    for (let k = 0; k < dims; k++) {
      weights[k * components + i] = directions[i * dims + k]! / divisors[i]!;
    }
  }
  return { centers, weights, offsets: new Float32Array(components) };
}

/** Along each direction, by its deviation, from the center. */
function backward({ centers, divisors, directions }: Statistics): Projection {
  assert(directions !== undefined, "there are directions");
  const [dims, components] = [centers.length, divisors.length];
  const weights = Float32Array.from(
    directions,
    (value, at) => value * divisors[Math.floor(at / dims)]!,
  );
  return {
    centers: new Float64Array(components),
    weights,
    offsets: Float32Array.from(centers),
  };
}
