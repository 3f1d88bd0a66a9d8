import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { projectRows as projectRowsKernel } from "../kernels/project-rows.ts";

/** `(row - centers) * weights + offsets`; `weights` has a row for each number of a row. */
export interface Projection {
  readonly centers: Float64Array;
  readonly weights: Float32Array;
  readonly offsets: Float32Array;
}

/** The projections of the rows of a row-major matrix. */
export function projectRows(
  graph: Graph,
  values: Ref<"f32">,
  rows: Scalar,
  { centers, weights, offsets }: Projection,
): Ref<"f32"> {
  const dims = centers.length;
  const outputs = offsets.length;
  const result = graph.scratch("projected", "f32", (values.length / dims) * outputs);
  const high = Float32Array.from(centers);
  const rests = Float32Array.from(centers, (center, i) => center - high[i]!);
  const buffers = {
    values,
    centers: graph.constant("centers", "f32", high),
    centerRests: graph.constant("center rests", "f32", rests),
    weights: graph.constant("weights", "f32", weights),
    offsets: graph.constant("offsets", "f32", offsets),
    result,
  };
  graph.dispatch(projectRowsKernel, buffers, { rows, dims, outputs });
  return result;
}
