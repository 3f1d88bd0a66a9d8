import { assert } from "../core/assert.ts";
import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { affineColumns } from "../kernels/affine-columns.ts";
import { lanesOf, unitRows } from "../kernels/unit-rows.ts";

/** An affine map of each column, `(value - center) * scale`: a center is the sum of two floats. */
export interface ColumnMap {
  readonly centers: Float32Array;
  readonly centerRests: Float32Array;
  readonly scales: Float32Array;
}

/** The map that subtracts `centers` and divides by `divisors`. */
export function columnMap(centers: Float64Array, divisors: Float64Array): ColumnMap {
  const high = Float32Array.from(centers);
  return {
    centers: high,
    centerRests: Float32Array.from(centers, (center, i) => center - high[i]!),
    scales: Float32Array.from(divisors, (divisor) => 1 / divisor),
  };
}

/** What is done to each row of a matrix, in this order. */
export interface RowSteps {
  readonly map?: ColumnMap;
  /** Scales the row to length 1. */
  readonly unit: boolean;
}

/** The rows of a row-major matrix, mapped or scaled to length 1 or both, read and written once. */
export function normalizeRows(
  graph: Graph,
  values: Ref<"f32">,
  size: { readonly rows: Scalar; readonly dims: number },
  { map, unit }: RowSteps,
): Ref<"f32"> {
  assert(map !== undefined || unit, "rows are mapped or scaled, or both");
  const result = graph.scratch("normalised", "f32", values.length);
  const none = new Float32Array(1);
  const { centers, centerRests, scales } = map ?? {
    centers: none,
    centerRests: none,
    scales: none,
  };
  const buffers = {
    values,
    centers: graph.constant("centers", "f32", centers),
    centerRests: graph.constant("center rests", "f32", centerRests),
    scales: graph.constant("scales", "f32", scales),
    result,
  };
  if (!unit) graph.dispatch(affineColumns, buffers, size);
  else {
    const mapped = map ? 1 : 0;
    graph.dispatch(unitRows, buffers, { ...size, lanes: lanesOf(size.dims), mapped });
  }
  return result;
}
