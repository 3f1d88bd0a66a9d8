import { dot, type Matrix } from "../../core/matrix.ts";
import type { Clusters } from "./clusters.ts";
import { NONE } from "./clusters.ts";
import type { Vectors } from "./vectors.ts";

/**
 * All rows, by their distance to the centre of their cluster; without clusters, to the mean of the
 * given rows at length 1. Of equally far ones the earlier comes first.
 */
export function byDistance(
  vectors: Vectors,
  rows: Uint32Array,
  clusters: Clusters | undefined,
  keep: "farthest" | "nearest",
): Uint32Array {
  const { centres, ofRow, probes } = clusters ?? oneCluster(vectors, rows);
  const squares = Float64Array.from({ length: centres.rowCount }, (_, i) =>
    dot(centres.values, i * centres.dims, centres.values, i * centres.dims, centres.dims),
  );
  const cosines = new Float64Array(vectors.matrix.rowCount);
  for (const row of rows) {
    const centre = ofRow[row * probes]!;
    if (centre === NONE) continue;
    const own = centres.values.subarray(centre * centres.dims, (centre + 1) * centres.dims);
    cosines[row] = vectors.cosineTo(row, own, squares[centre]!);
  }
  const sign = keep === "farthest" ? 1 : -1;
  return Uint32Array.from(cosines, (_, row) => row).sort(
    (a, b) => sign * (cosines[a]! - cosines[b]!) || a - b,
  );
}

function oneCluster(
  vectors: Vectors,
  rows: Uint32Array,
): Pick<Clusters, "centres" | "ofRow" | "probes"> {
  const { dims, values, rowCount } = vectors.matrix;
  const mean = new Float64Array(dims);
  for (const row of rows) {
    const length = Math.sqrt(vectors.squares[row]!);
    for (let k = 0; k < dims; k++) mean[k]! += values[row * dims + k]! / length;
  }
  const centres: Matrix = {
    rowCount: 1,
    dims,
    values: Float32Array.from(mean, (sum) => sum / Math.max(1, rows.length)),
  };
  return { centres, probes: 1, ofRow: new Uint32Array(rowCount) };
}
